import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AlertTarget } from '../../../collector/src/ports/alert-target.ts';
import { createWatch } from '../../../collector/src/services/alerts/watch.ts';
import type { PositionAnswer } from '../../../collector/src/services/positions/compute-position.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';

export const AT = Date.parse('2026-11-24T12:00:00Z');

export interface Change {
  readonly known?: number;
  readonly expiresAt?: number;
  readonly freshness?: readonly object[];
  readonly coverage?: readonly object[];
}

/** An answer of one license of which `consumed` of 100 are used; only what alerts look at. */
export function answer(consumed: number, change: Change = {}): PositionAnswer {
  return {
    report: {
      at: AT,
      positions: [
        {
          license: { id: 'sql', name: 'SQL', expiresAt: change.expiresAt ?? null },
          owned: 100,
          onPremises: { total: consumed },
          consumedInAws: null,
          balance: 100 - consumed,
        },
      ],
      completeness: { hosts: 10, known: change.known ?? 10 },
    },
    aws: { freshness: change.freshness ?? [], coverage: change.coverage ?? [] },
  } as unknown as PositionAnswer;
}

/** Stores in a folder of the test's own, removed with it. */
export function openedStores() {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-alerts-'));
  let stores = openSqliteStores(folder);
  onTestFinished(async () => {
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    store: () => stores.alerts,
    /** As a process that was killed and started again: only what is on disk is left. */
    async reopen() {
      await stores.close();
      stores = openSqliteStores(folder);
    },
  };
}

/** A watch with one target and a clock that the test passes on. */
export function watching(
  store: ReturnType<typeof openedStores>['store'],
  deliver: AlertTarget['deliver'],
  name = 'ops',
) {
  const warnings: object[] = [];
  let [now, count] = [AT, 0];
  const watch = createWatch({
    store: store(),
    targets: [{ name, deliver }],
    clock: { now: () => now },
    random: { uuid: () => `message-${++count}`, secret: () => '' },
    warn: (fields, text) => warnings.push({ ...fields, text }),
  });
  return { watch, warnings, pass: (ms: number) => (now += ms) };
}
