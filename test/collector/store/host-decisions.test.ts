import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostChange } from '../../../collector/src/identity/host-change.ts';
import { migrations } from '../../../collector/src/store/sqlite/migrations/index.ts';
import { openDatabase } from '../../../collector/src/store/sqlite/open-database.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import {
  dpkgItem,
  hostReport,
  identity,
  presentSection,
  request,
} from '../../support/collector/test-agent.ts';

let collector: TestCollector;
const hostIds: string[] = [];

beforeAll(async () => {
  collector = await startTestCollector();
  for (const hostName of ['h0', 'h1', 'h2', 'h3']) {
    const agent = await collector.enrolled(hostName);
    const software = presentSection([dpkgItem('bash'), dpkgItem(`only-${hostName}`)]);
    const { sections } = hostReport({ software });
    const message = agent.report({ sections, identity: identity({ hostName }) });
    await collector.app.inject(request('/v1/agent/reports', message));
    hostIds.push(agent.hostId);
  }
});
afterAll(() => collector.close());

const host = fc.integer({ min: 0, max: 3 });
const decision = fc.record({
  host,
  into: host,
  kind: fc.constantFrom(
    'retire' as const,
    'unretire' as const,
    'merge' as const,
    'split' as const,
    'tag' as const,
  ),
});

/** Hosts by title name as the index finds them are those of the read model whose set holds the title. */
async function expectTitlesAgree(now: number): Promise<void> {
  const { fleet } = collector.collector.stores;
  const titles = await fleet.titles();
  const found = await fleet.hostsWithTitles(
    titles.map(({ titleNo }) => titleNo),
    10,
  );
  const hosts = await fleet.hostsAt({ at: now });
  for (const { titleNo, total, hosts: having } of found) {
    const expected: string[] = [];
    for (const { hostId, software } of hosts)
      if (software !== undefined && (await fleet.titlesOfSet(software.setNo)).includes(titleNo))
        expected.push(hostId);
    expect(having.map(({ hostId }) => hostId).toSorted()).toEqual(expected.toSorted());
    expect(total).toBe(expected.length);
  }
}

it('a merge and its split leave every fact as it was, whatever was decided before', async () => {
  const { hostAdmin, fleet } = collector.collector.stores;
  let now = Date.now();
  const seen = async () => fleet.hostsAt({ at: now });
  const change = (no: number, asked: HostChange) =>
    hostAdmin.decide({ hostId: hostIds[no] ?? '', change: asked, at: ++now, entryOf: () => ENTRY });
  await fc.assert(
    fc.asyncProperty(fc.array(decision, { maxLength: 8 }), host, host, async (decisions, from, to) => {
      for (const one of decisions) {
        const into = hostIds[one.into] ?? '';
        await change(
          one.host,
          one.kind === 'merge'
            ? { kind: one.kind, into }
            : one.kind === 'tag'
              ? { kind: one.kind, key: 'k', value: into }
              : { kind: one.kind },
        );
      }
      const [before, then] = [await seen(), now];
      await expectTitlesAgree(now);
      const { objection } = await change(from, { kind: 'merge', into: hostIds[to] ?? '' });
      if (objection !== null) {
        expect(await seen()).toEqual(before);
        return;
      }
      const merged = await seen();
      await expectTitlesAgree(now);
      expect(merged.map((one) => one.hostId)).toEqual(
        before.map((one) => one.hostId).filter((id) => id !== hostIds[from]),
      );
      expect(await change(from, { kind: 'split' })).toEqual({ objection: null });
      expect(await seen()).toEqual(before);
      expect(await fleet.hostsAt({ at: then })).toEqual(before);
    }),
    { numRuns: 60 },
  );
});

it('opens a database of the version before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-'));
  const file = join(folder, 'old.sqlite');
  const old = openDatabase(
    file,
    migrations.filter(({ version }) => version < 50),
  );
  old.exec("INSERT INTO host (host_id, name, first_seen_at, last_seen_at) VALUES ('h1', 'db01', 1, 2)");
  old.close();
  const database = openDatabase(file);
  expect(database.prepare('SELECT name, first_seen_at FROM host').all()).toEqual([
    { name: 'db01', first_seen_at: 1 },
  ]);
  expect(database.prepare('SELECT * FROM host_tag').all()).toEqual([]);
  database.close();
  rmSync(folder, { recursive: true });
});

it('knows of a database of the version before when the last decision of each host begins or ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-'));
  const file = join(folder, 'old.sqlite');
  const old = openDatabase(
    file,
    migrations.filter(({ version }) => version < 89),
  );
  old.exec(`INSERT INTO host (host_no, host_id, name, first_seen_at, last_seen_at)
      VALUES (1, 'h1', 'db01', 1, 2), (2, 'h2', 'db02', 1, 2), (3, 'h3', 'db03', 1, 2), (4, 'h4', 'db04', 1, 2);
    INSERT INTO host_tag (host_no, key, value, from_at, until_at) VALUES (1, 'k', 'a', 5, 9), (1, 'k', 'b', 7, NULL);
    INSERT INTO host_absence (host_no, into_host_no, from_at, until_at) VALUES (2, 3, 11, 12), (2, NULL, 20, NULL);`);
  old.close();
  const database = openDatabase(file);
  const marks = database.prepare('SELECT decisions, decided_at FROM host ORDER BY host_no').raw();
  expect(marks.all()).toEqual([
    [0, 9],
    [0, 20],
    [0, 12],
    [0, 0],
  ]);
  database.exec(`UPDATE host_absence SET until_at = 30 WHERE into_host_no = 3; DELETE FROM host_tag WHERE host_no = 1;
    UPDATE host SET name = 'other' WHERE host_no = 4; UPDATE host SET last_seen_at = 3`);
  expect(marks.all()).toEqual([
    [2, 9],
    [1, 30],
    [1, 30],
    [1, 0],
  ]);
  database.close();
  rmSync(folder, { recursive: true });
});
