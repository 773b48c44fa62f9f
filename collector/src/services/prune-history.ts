import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { RetentionStore } from '../ports/retention-store.ts';

export interface Pruned {
  /** History is answered from this instant on, epoch milliseconds; null where all is kept. */
  readonly keptFrom: number | null;
  readonly reports: number;
  readonly sections: number;
  /** Facts of AWS, reads of it, placements, oddities in chains of messages, and alert messages that arrived. */
  readonly ended: number;
  /** Contents and sets of software that nothing referred to any more. */
  readonly contents: number;
}

export interface PruneOptions {
  readonly actor: string;
  /** Goes to the full extent at once. Otherwise the horizon moves by a month at most, so that a clock that ran ahead costs no more. */
  readonly whole?: boolean;
}

export type PruneHistory = (options: PruneOptions) => Promise<Pruned>;

const DAY_MS = 86_400_000;
const STEP_MS = 31 * DAY_MS;
const HOSTS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;

/**
 * Forgets what is older than the configured days: never what an answer about the kept time needs, nor what verifies it. In small
 * steps with pauses between them; cut off, the next run goes on. What was taken away stands in the audit log.
 */
export function createPruneHistory(parts: {
  store: RetentionStore;
  audit: AuditLog;
  clock: Clock;
  /** null: everything is kept. */
  historyMs: number | null;
  /** Lets others have their turn. */
  pause: () => Promise<void>;
}): PruneHistory {
  const { store, audit, clock, historyMs, pause } = parts;

  async function nextHorizon(whole: boolean): Promise<number | null> {
    const before = await store.horizon();
    const oldest = await store.oldestReportAt();
    if (historyMs === null || oldest === null) return before;
    const wanted = clock.now() - historyMs;
    const step = whole ? wanted : Math.min(wanted, Math.max(before ?? 0, oldest) + STEP_MS);
    // Nothing that old is there: no need to refuse the time before.
    return wanted <= oldest ? before : Math.max(step, before ?? 0);
  }

  async function pruneAllHosts(): Promise<{ reports: number; sections: number }> {
    let [reports, sections, after] = [0, 0, 0];
    for (;;) {
      const batch = await store.pruneHosts(after, HOSTS_AT_ONCE);
      reports += batch.reports;
      sections += batch.sections;
      if (batch.next === null) return { reports, sections };
      after = batch.next;
      await pause();
    }
  }

  return async ({ actor, whole = false }) => {
    const keptFrom = await nextHorizon(whole);
    if (keptFrom === null) return { keptFrom, reports: 0, sections: 0, ended: 0, contents: 0 };
    await store.raiseHorizon(keptFrom);
    const { reports, sections } = await pruneAllHosts();
    let [ended, contents] = [0, 0];
    for (
      let some = await store.pruneEnded(ROWS_AT_ONCE);
      some > 0;
      some = await store.pruneEnded(ROWS_AT_ONCE)
    ) {
      ended += some;
      await pause();
    }
    for await (const some of store.sweep(ROWS_AT_ONCE)) {
      contents += some;
      await pause();
    }
    const pruned = { keptFrom, reports, sections, ended, contents };
    if (reports + sections + ended + contents > 0)
      await audit.add({
        at: clock.now(),
        actor,
        action: 'history.prune',
        subject: 'history',
        reason: null,
        detail: { ...pruned, keptFrom: new Date(keptFrom).toISOString() },
      });
    return pruned;
  };
}
