import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { answeringServer, joinToken } from '../../support/agent/answering-server.ts';
import { smallHost } from '../../support/agent/small-host.ts';
import { type TlsCollector, tlsCollector } from '../../support/agent/tls-collector.ts';

const HOUR = 3_600_000;

function storesOf({ collector }: TlsCollector) {
  return collector.stores as ReturnType<typeof openSqliteStores>;
}

function chainEvents(collector: TlsCollector) {
  return storesOf(collector)
    .database.prepare('SELECT kind, sequence, amount FROM chain_event ORDER BY event_no')
    .all() as { kind: string; sequence: number; amount: number }[];
}

async function reportsOf(collector: TlsCollector) {
  const [agent] = (
    await collector.collector.services.agents.list({ limit: 10, after: undefined, status: undefined })
  ).items;
  const { items } = await storesOf(collector).reports.list(agent?.hostId ?? '', { limit: 500 });
  return items.toReversed();
}

it('a collector that was down for a day gets every report afterwards, in order, as of when it was observed', async () => {
  const folder = temporaryFolder('collector');
  const collector = await tlsCollector(folder);
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root, env: { CORELEDGER_AGENT_TIMEOUT_SECONDS: '1' } });
  agent.clock.now = Date.now() - 30 * HOUR;
  await agent('enroll', await collector.joinToken());
  expect(await agent('run')).toMatchObject({ code: 0 });
  await collector.close();
  for (let hour = 0; hour < 24; hour += 1) {
    host.change(`db${Math.floor(hour / 2)}`);
    agent.clock.now += HOUR;
    expect(await agent('run', '--no-deliver')).toMatchObject({ code: 0 });
  }
  const back = await tlsCollector(folder, collector.port);
  agent.clock.now += HOUR;
  expect(await agent('run')).toEqual({ code: 0, out: 'delivered 25, waiting 0\n', err: '' });
  expect(chainEvents(back)).toEqual([]);
  const reports = await reportsOf(back);
  const observed = reports.map(({ observedAt }) => observedAt);
  expect(observed).toEqual(observed.toSorted((a, b) => a - b));
  expect(observed.at(-1)).toBeLessThan(Date.now() - 4 * HOUR);
  // One in two changed nothing, and cost a notice.
  expect(reports).toHaveLength(13);
  const noon = await back.collector.stores.fleet.hostsAt({ at: (observed[6] ?? 0) + 1 });
  expect(noon).toMatchObject([{ identity: { hostName: 'db5' } }]);
});

it('what a full spool dropped is missing on record at both ends, and nothing else is', async () => {
  const collector = await tlsCollector();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root, env: { CORELEDGER_AGENT_SPOOL_MAX_MIB: '1' } });
  agent.clock.now = Date.now();
  await agent('enroll', await collector.joinToken());
  await agent('run');
  mkdirSync(join(host.root, 'var/lib/dpkg'), { recursive: true });
  // Reports of about 60 KiB that do not compress: not all of them fit.
  for (let run = 0; run < 30; run += 1) {
    const packages = Array.from(
      { length: 1_000 },
      () =>
        `Package: p${randomBytes(40).toString('hex')}\nStatus: install ok installed\nArchitecture: all\nMaintainer: x\nVersion: 1\n`,
    );
    writeFileSync(join(host.root, 'var/lib/dpkg/status'), packages.join('\n'));
    agent.clock.now += 1_000;
    await agent('run', '--no-deliver');
  }
  const run = await agent('run');
  const dropped = Number(/(\d+) lost, spool-full/.exec((await agent('status')).out)?.[1]);
  expect(dropped).toBeGreaterThan(0);
  expect(run).toMatchObject({ code: 0, out: `delivered ${31 - dropped}, waiting 0\n` });
  expect(chainEvents(collector)).toEqual([{ kind: 'gap', sequence: 2 + dropped, amount: dropped }]);
});

it('clocks that are wrong, and are set, lose nothing and are on record', async () => {
  const collector = await tlsCollector();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  const real = Date.now();
  agent.clock.now = real;
  await agent('enroll', await collector.joinToken());
  for (const [index, skew] of [0, 10 * 24 * HOUR, -400 * 24 * HOUR, 0].entries()) {
    host.change(`db${index}`);
    agent.clock.now = real + skew + index;
    expect(await agent('run')).toEqual({ code: 0, out: 'delivered 1, waiting 0\n', err: '' });
  }
  const events = chainEvents(collector);
  expect(events).toMatchObject([{ kind: 'clock-skew', sequence: 2 }]);
  expect(Math.abs((events[0]?.amount ?? 0) - 10 * 24 * HOUR)).toBeLessThan(HOUR);
  // What was told from the future stands since it was received, and the last word is the last report.
  const now = await collector.collector.stores.fleet.hostsAt({ at: Date.now() });
  expect(now).toMatchObject([{ identity: { hostName: 'db3' } }]);
});

it('collectors are tried in the order given, every run anew, and within a run the one that answered stays', async () => {
  const [first, second, third] = [await answeringServer(), await answeringServer(), await answeringServer()];
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', joinToken([first.url, second.url, third.url]));
  const tried: string[] = [];
  // Each knows the key once it has seen an enrolment.
  for (const server of [second, third]) await agent('enroll', joinToken([server.url]));
  await agent('enroll', joinToken([first.url, second.url, third.url]));
  first.answer = () => {
    tried.push('first');
    return { status: 503 };
  };
  second.answer = () => {
    tried.push('second');
    return 'hang-up';
  };
  third.answer = () => {
    tried.push('third');
    return { status: 202 };
  };
  for (const mark of ['a', 'b']) {
    host.change(mark);
    await agent('run', '--no-deliver');
  }
  host.change('c');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 3, waiting 0\n' });
  expect(tried).toEqual(['first', 'second', 'third', 'third', 'third']);
  first.answer = () => ({ status: 202 });
  host.change('d');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
  expect(first.received.at(-1)?.document.identity).toMatchObject({ hostName: 'd' });
});
