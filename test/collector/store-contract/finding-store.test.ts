import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stores } from '../../../collector/src/ports/stores.ts';
import type { Finding } from '../../../collector/src/reconciliation/finding.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';

/** Every store that Coreledger can run on; each passes the same suite. */
const implementations: readonly [string, (folder: string) => Stores][] = [['sqlite', openSqliteStores]];
const all = () => true;

function finding(key: string, summary = 'differs'): Finding {
  return {
    kind: 'core-count-differs',
    key,
    severity: 'warning',
    hostId: 'h',
    license: null,
    summary,
    ours: { cores: 8 },
    theirs: { cores: 6 },
  };
}

describe.each(implementations)('findings in %s', (_name, open) => {
  let folder: string;
  let stores: Stores;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coreledger-store-'));
    stores = open(folder);
  });
  afterEach(async () => {
    await stores.close();
    rmSync(folder, { recursive: true });
  });

  it('open once, and keep since when', async () => {
    expect(await stores.findings.track([finding('a')], all, 10)).toEqual({ opened: 1, resolved: 0 });
    expect(await stores.findings.track([finding('a')], all, 20)).toEqual({ opened: 0, resolved: 0 });
    expect((await stores.findings.list({ limit: 10 })).items).toMatchObject([
      { key: 'a', state: 'open', since: 10, lastSeenAt: 20, ours: { cores: 8 } },
    ]);
  });

  it('resolve when gone, reopen when back, and keep the history', async () => {
    await stores.findings.track([finding('a')], all, 10);
    await stores.findings.track([], all, 20);
    await stores.findings.track([finding('a')], all, 30);
    const known = await stores.findings.byKey('a');
    expect(known?.finding).toMatchObject({ state: 'open', since: 30, resolvedAt: null });
    expect(known?.history.map(({ event, at }) => [event, at])).toEqual([
      ['opened', 10],
      ['resolved', 20],
      ['reopened', 30],
    ]);
  });

  it('stay as they are where they could not be judged', async () => {
    await stores.findings.track([finding('a'), finding('b')], all, 10);
    await stores.findings.track([], ({ key }) => key !== 'a', 20);
    expect((await stores.findings.list({ limit: 10, state: 'open' })).items.map(({ key }) => key)).toEqual([
      'a',
    ]);
  });

  it('stay acknowledged until the time given', async () => {
    await stores.findings.track([finding('a')], all, 10);
    expect(
      await stores.findings.acknowledge('a', { by: 'key:1', reason: 'known', until: 50 }, 15, ENTRY),
    ).toBe(true);
    await stores.findings.track([finding('a')], all, 40);
    expect((await stores.findings.byKey('a'))?.finding.state).toBe('acknowledged');
    await stores.findings.track([finding('a')], all, 60);
    expect((await stores.findings.byKey('a'))?.finding.state).toBe('open');
    expect(
      await stores.findings.acknowledge('nothing', { by: 'x', reason: 'y', until: null }, 61, ENTRY),
    ).toBe(false);
  });

  it('say who acknowledged them, why and until when, in their history too; that ends at its time, judged or not', async () => {
    await stores.findings.track([finding('a'), finding('b')], all, 10);
    const acknowledgement = { by: 'key:ops', reason: 'replaced in May', until: 50 };
    for (const key of ['a', 'b']) await stores.findings.acknowledge(key, acknowledgement, 15, ENTRY);
    expect((await stores.findings.byKey('a'))?.finding).toMatchObject({
      state: 'acknowledged',
      acknowledgement,
    });
    await stores.findings.track([finding('a')], () => false, 60);
    for (const key of ['a', 'b']) {
      const known = await stores.findings.byKey(key);
      expect(known?.finding).toMatchObject({ state: 'open', since: 10, acknowledgement: null });
      expect(known?.history.map(({ event, actor, reason }) => [event, actor, reason])).toEqual([
        ['opened', 'collector', null],
        ['acknowledged', 'key:ops', 'replaced in May'],
        ['reopened', 'collector', 'the acknowledgement has run out'],
      ]);
    }
  });

  it('acknowledged for good are open again where they come back after they were gone', async () => {
    await stores.findings.track([finding('a')], all, 10);
    await stores.findings.acknowledge('a', { by: 'key:ops', reason: 'known', until: null }, 15, ENTRY);
    await stores.findings.track([], all, 20);
    await stores.findings.track([finding('a')], all, 30);
    expect((await stores.findings.byKey('a'))?.finding).toMatchObject({
      state: 'open',
      acknowledgement: null,
    });
  });

  it('keep what their evidence says of the cause', async () => {
    await stores.findings.track([{ ...finding('a'), cause: 'SMT was switched' }, finding('b')], all, 10);
    expect((await stores.findings.byKey('a'))?.finding.cause).toBe('SMT was switched');
    await stores.findings.track([finding('a'), finding('b')], all, 20);
    expect((await stores.findings.byKey('a'))?.finding.cause).toBeUndefined();
  });

  it('that concern several licenses are found by each of them, whichever they are by now', async () => {
    const of = async (license: string) =>
      (await stores.findings.list({ limit: 10, license })).items.map(({ key }) => key);
    const several = { ...finding('a'), licenses: ['sql-std', 'sql-ent'] };
    await stores.findings.track([several, { ...finding('b'), license: 'sql-ent' }, finding('c')], all, 10);
    expect([await of('sql-std'), await of('sql-ent'), await of('sql')]).toEqual([['a'], ['a', 'b'], []]);
    expect((await stores.findings.byKey('a'))?.finding).toMatchObject({
      license: null,
      licenses: ['sql-std', 'sql-ent'],
    });
    await stores.findings.track([{ ...finding('a'), license: 'sql-std' }], all, 20);
    expect([await of('sql-std'), await of('sql-ent')]).toEqual([['a'], ['b']]);
    expect((await stores.findings.byKey('a'))?.finding.licenses).toBeUndefined();
  });

  it('page without loss or repetition', async () => {
    await stores.findings.track(
      Array.from({ length: 25 }, (_, index) => finding(`k${index}`)),
      all,
      1,
    );
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await stores.findings.list({ limit: 7, after });
      keys.push(...page.items.map(({ key }) => key));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect([keys.length, new Set(keys).size]).toEqual([25, 25]);
  });
});
