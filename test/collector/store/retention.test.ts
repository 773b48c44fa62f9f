import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sections } from '@coreledger/shared/host-report.ts';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createPruneHistory } from '../../../collector/src/services/prune-history.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import {
  dpkgItem,
  hostReport,
  identity,
  presentSection,
  testAgent,
} from '../../support/collector/test-agent.ts';

const DAY = 86_400_000;
const START = Date.parse('2020-01-01T00:00:00Z');
const KEPT_DAYS = 100;

let folder: string | undefined;
let stores: ReturnType<typeof openSqliteStores>;
async function begin(): Promise<void> {
  await stores?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'coreledger-retention-'));
  stores = openSqliteStores(folder);
}
beforeEach(begin);
afterAll(async () => {
  await stores.close();
  rmSync(folder ?? '', { recursive: true, force: true });
});

/** One report of a host on a day: what of the sections is read, and how. */
interface Event {
  readonly host: number;
  readonly day: number;
  readonly software: 'whole' | 'part' | 'failed';
  readonly titles: readonly number[];
  readonly cores: number | null;
  readonly registration: number | null;
}

const HOSTS = 3;
const event: fc.Arbitrary<Event> = fc.record({
  host: fc.nat(HOSTS - 1),
  day: fc.nat(400),
  software: fc.constantFrom('whole', 'whole', 'part', 'failed'),
  titles: fc.uniqueArray(fc.nat(6), { maxLength: 4 }),
  cores: fc.option(fc.constantFrom(8, 16, 32)),
  registration: fc.option(fc.nat(2)),
});

function sectionsOf({ software, titles, cores, registration }: Event): Sections {
  const rows = titles.toSorted((a, b) => a - b).map((no) => dpkgItem(`package-${no}`));
  const { cpu } = hostReport().sections;
  const registered = {
    managedInstanceId: `mi-${String(registration).padStart(17, '0')}`,
    region: 'eu-central-1',
    activated: true,
  };
  return hostReport({
    software:
      software === 'failed'
        ? { status: 'failed', error: 'deadline' }
        : presentSection(rows, software === 'whole'),
    cpu:
      cores === null || cpu.status !== 'present'
        ? { status: 'failed', error: 'x' }
        : { ...cpu, value: { ...cpu.value, cores } },
    ssmRegistration:
      registration === null
        ? { status: 'unavailable', reason: 'no agent of SSM' }
        : (presentSection(registered) as unknown as Sections['ssmRegistration']),
  }).sections;
}

/** Every host enrolled, and the events stored on their days, in order. Gives the digest of each report. */
async function live(events: readonly Event[]): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  const ids = Array.from({ length: HOSTS }, () => ({ agentId: randomUUID(), hostId: randomUUID() }));
  for (const [no, { agentId, hostId }] of ids.entries()) {
    const host = stores.database
      .prepare('INSERT INTO host (host_id, name, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)')
      .run(hostId, `host-${no}`, START, START).lastInsertRowid;
    stores.database
      .prepare(
        `INSERT INTO agent (agent_id, host_no, kid, public_key, status, host_name, version, token_id, enrolled_at)
         VALUES (?, ?, ?, 'x', 'active', ?, '1', 't', ?)`,
      )
      .run(agentId, host, agentId, `host-${no}`, START);
  }
  const sequences = ids.map(() => 0);
  for (const one of events.toSorted((a, b) => a.day - b.day)) {
    const { agentId } = ids[one.host] as { agentId: string };
    const sequence = (sequences[one.host] ?? 0) + 1;
    sequences[one.host] = sequence;
    const receivedAt = START + one.day * DAY + sequence;
    const report = {
      ...hostReport(),
      agentId,
      sequence,
      identity: identity({ hostName: `host-${one.host}` }),
      observedAt: new Date(receivedAt - 1_000).toISOString(),
      sections: sectionsOf(one),
    };
    const bytes = Buffer.from(canonicalize(report) as string);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const acceptance = await stores.reports.addReport({
      report: JSON.parse(bytes.toString()),
      bytes,
      digest,
      contentDigest: digest,
      signature: testAgent().sign({}).signature,
      receivedAt,
    });
    expect(acceptance.outcome).toBe('stored');
    digests.set(report.reportId, digest);
  }
  return digests;
}

function pruner(now: number, actor = 'test') {
  const prune = createPruneHistory({
    store: stores.retention,
    audit: stores.audit,
    clock: { now: () => now },
    historyMs: KEPT_DAYS * DAY,
    pause: async () => undefined,
  });
  return (whole = true) => prune({ actor, whole });
}

/** What is known of the fleet at an instant, numbers of contents left aside, titles by name. */
async function seen(at: number, knownAt?: number) {
  const asked = { at, knownAt };
  const hosts = await stores.fleet.hostsAt(asked);
  const shown = await Promise.all(
    hosts.map(async ({ software, ...host }) => ({
      ...host,
      software: software && { ...software, titles: [...(await stores.fleet.titlesOfSet(software.setNo))] },
    })),
  );
  return { shown, former: await stores.fleet.formerRegistrations(asked) };
}

async function heldReports(): Promise<string[]> {
  const hosts = stores.database.prepare<[], string>('SELECT host_id FROM host').pluck().all();
  const pages = await Promise.all(hosts.map((hostId) => stores.reports.list(hostId, { limit: 1_000 })));
  return pages.flatMap(({ items }) => items.map(({ reportId }) => reportId));
}

async function expectRebuilt(digests: ReadonlyMap<string, string>): Promise<void> {
  for (const reportId of await heldReports()) {
    const bytes = (await stores.reports.bytesOf(reportId)) ?? Buffer.of();
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digests.get(reportId));
  }
}

describe('pruning', () => {
  it('changes no answer within the kept time, verifies it as before, and takes nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: KEPT_DAYS + 1, max: 500 }),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
          {
            minLength: 4,
            maxLength: 8,
          },
        ),
        async (events, today, points) => {
          await begin();
          const { database } = stores;
          const digests = await live(events);
          const now = START + today * DAY;
          const from = now - KEPT_DAYS * DAY;
          const instants = points.map(
            ([a, b]) =>
              [Math.ceil(from + a * KEPT_DAYS * DAY), Math.ceil(from + b * KEPT_DAYS * DAY)] as const,
          );
          const answers = () =>
            Promise.all([...instants.map(([at, knownAt]) => seen(at, knownAt)), seen(from), seen(now)]);
          const before = await answers();
          const inWindow = (await heldReports()).filter(
            (id) =>
              Number(
                database.prepare('SELECT received_at FROM report WHERE report_id = ?').pluck().get(id),
              ) >= from,
          );

          const pruned = await pruner(now)();
          expect(await answers()).toEqual(before);
          expect((await stores.maintenance.inspect()).damage).toEqual([]);
          const held = await heldReports();
          expect(held).toEqual(expect.arrayContaining(inWindow));
          await expectRebuilt(digests);
          // Of every host the last report is held, whatever its age.
          expect(new Set(held).size).toBeGreaterThanOrEqual(new Set(events.map(({ host }) => host)).size);
          const again = await pruner(now)();
          expect({ ...again, keptFrom: null }).toEqual({
            keptFrom: null,
            reports: 0,
            sections: 0,
            ended: 0,
            contents: 0,
          });
          expect(pruned.reports).toBe(
            digests.size - Number(database.prepare('SELECT count(*) FROM report').pluck().get()),
          );
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  const changing = (days: readonly number[]): Event[] =>
    days.map((day, index) => ({
      host: 0,
      day,
      software: 'whole',
      titles: [index % 7],
      cores: 8,
      registration: 0,
    }));

  it('forgets what changed before, says so in the audit log, and refuses instants from before', async () => {
    const digests = await live(changing([0, 10, 20, 30, 300, 350]));
    const now = START + 400 * DAY;
    expect(await pruner(now)()).toEqual({
      keptFrom: now - KEPT_DAYS * DAY,
      reports: 2,
      sections: 3,
      ended: 3,
      contents: expect.any(Number),
    });
    expect(await heldReports()).toHaveLength(3);
    await expectRebuilt(digests);
    await expect(seen(START + 100 * DAY)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/kept from 2020-10-27T.*retention\.historyDays/),
    });
    await expect(seen(now, START)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(stores.aws.facts('managed-instance', { at: START })).rejects.toMatchObject({
      code: 'bad-request',
    });
    const { items } = await stores.audit.list({ limit: 10, subject: 'history' });
    expect(items).toMatchObject([
      { actor: 'test', action: 'history.prune', detail: { reports: 2, sections: 3 } },
    ]);
  });

  it('of itself moves by a month at most, and not beyond what there is', async () => {
    await live(changing([50, 60, 70, 120, 200]));
    const now = START + 5_000 * DAY;
    const { keptFrom } = await pruner(now)(false);
    expect(keptFrom).toBeLessThan(START + 82 * DAY);
    const next = await pruner(now)(false);
    expect(next.keptFrom).toBe((keptFrom ?? 0) + 31 * DAY);
    expect(await pruner(START + 20 * DAY)(false)).toMatchObject({ keptFrom: next.keptFrom, reports: 0 });
  });

  it('gives no number of a content twice, and keeps what came in while it swept', async () => {
    await live(changing([0, 10, 20, 30]));
    const numbers = () =>
      stores.database.prepare<[], number>('SELECT set_no FROM software_set ORDER BY 1').pluck().all();
    const before = numbers();
    const now = START + 400 * DAY;
    await stores.retention.raiseHorizon(now - KEPT_DAYS * DAY);
    await stores.retention.pruneHosts(0, 10);
    const sweep = stores.retention.sweep(1)[Symbol.asyncIterator]();
    await sweep.next();
    // The content of the first day again, found by its hash while it is about to go.
    const digests = await live(changing([395]));
    while ((await sweep.next()).done !== true);
    const after = numbers();
    expect(after).toContain(before.at(-1));
    expect(after.length).toBeLessThan(before.length);
    expect(after).toContain(before[0]);
    const [reportId = ''] = [...digests.keys()];
    expect(await stores.reports.bytesOf(reportId)).toBeDefined();
    expect((await stores.maintenance.inspect()).damage).toEqual([]);
  });

  it('keeps the last report that read what could not be read since, and all after it', async () => {
    const [first, second, third] = changing([0, 10, 20]);
    const failed = changing([30, 40, 300]).map((one) => ({ ...one, software: 'failed' as const }));
    const digests = await live([first, second, third, ...failed] as Event[]);
    const before = await heldReports();
    // The first stays as the origin of what never changed, but is listed no more.
    expect(await pruner(START + 400 * DAY)()).toMatchObject({ reports: 1 });
    expect((await heldReports()).toSorted()).toEqual(before.slice(0, 4).toSorted());
    await expectRebuilt(digests);
  });

  it('changes nothing that AWS said within the kept time, nor how fresh it was', async () => {
    await live(changing([0]));
    const unit = { account: '111122223333', region: 'eu-central-1', kind: 'settings', part: '' } as const;
    const scope = { account: unit.account, region: unit.region };
    for (let day = 0; day < 400; day += 7) {
      const at = START + day * DAY;
      if (day % 3 === 1) await stores.aws.fail(unit, at, 'throttled');
      else {
        const settings = { ...scope, day: Math.floor(day / 50) } as never;
        await stores.aws.put(unit, [settings], at);
        await stores.aws.complete(unit, at);
      }
    }
    const now = START + 400 * DAY;
    const answers = () =>
      Promise.all(
        Array.from({ length: KEPT_DAYS }, async (_, day) => {
          const at = now - day * DAY;
          return { facts: await stores.aws.facts('settings', { at }), fresh: await stores.aws.freshness(at) };
        }),
      );
    const before = await answers();
    expect(new Set(before.map((one) => JSON.stringify(one))).size).toBeGreaterThan(10);
    const { ended } = await pruner(now)();
    expect(ended).toBeGreaterThan(20);
    expect(await answers()).toEqual(before);
    expect(await pruner(now)()).toMatchObject({ ended: 0 });
  });

  it('forgets oddities of every kind, and alert messages that arrived, before the horizon', async () => {
    await live(changing([0, 10]));
    const horizon = START + (400 - KEPT_DAYS) * DAY;
    for (const at of [horizon - DAY, horizon + DAY]) {
      for (const kind of ['gap', 'fork', 'clock-skew'])
        stores.database
          .prepare(
            'INSERT INTO chain_event (agent_no, kind, sequence, amount, at) SELECT min(agent_no), ?, 1, 1, ? FROM agent',
          )
          .run(kind, at);
      const text = { severity: 'info', license: null, text: 't' } as const;
      await stores.alerts.record(
        [{ key: `k${at}`, kind: 'expiry', state: 'raised', ...text }],
        ['ops', 'down'],
        `m${at}`,
        at,
      );
    }
    for (const { entryNo, target, message } of await stores.alerts.due(START + 400 * DAY, 10))
      if (target === 'ops') await stores.alerts.delivered(entryNo, message.at);
    await pruner(START + 400 * DAY)();
    const left = stores.database.prepare('SELECT kind, at FROM chain_event ORDER BY event_no').all();
    expect(left).toEqual(['gap', 'fork', 'clock-skew'].map((kind) => ({ kind, at: horizon + DAY })));
    const messages = stores.database.prepare('SELECT target, created_at FROM outbox ORDER BY entry_no').all();
    expect(messages).toEqual([
      { target: 'down', created_at: horizon - DAY },
      { target: 'ops', created_at: horizon + DAY },
      { target: 'down', created_at: horizon + DAY },
    ]);
  });

  it('keeps everything where it is told so', async () => {
    await live(changing([0, 10]));
    const { retention: store, audit } = stores;
    const parts = { store, audit, clock: { now: () => START + 9_000 * DAY }, pause: async () => undefined };
    const kept = await createPruneHistory({ ...parts, historyMs: null })({ actor: 'test', whole: true });
    expect(kept).toMatchObject({ keptFrom: null, reports: 0 });
    expect(await seen(START + 5 * DAY)).toMatchObject({ shown: [{ name: 'host-0' }] });
  });
});
