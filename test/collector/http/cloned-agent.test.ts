import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import {
  dpkgItem,
  hostReport,
  presentSection,
  request,
  type TestAgent,
} from '../../support/collector/test-agent.ts';

const LICENSES = `licenses:
  - { id: splunk, name: Splunk, product: splunk/enterprise, metric: vcpu, owned: 40 }
  - { id: other, name: Other, product: microsoft/sql-server, metric: vcpu, owned: 40, scope: { hosts: [elsewhere] } }
`;
const GAP = { reason: 'may be two machines with one agent key', hosts: 1 };

let folder: string;
let collector: TestCollector;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-cloned-'));
  writeFileSync(join(folder, 'licenses.yaml'), LICENSES);
  collector = await startTestCollector(`licenses: ${join(folder, 'licenses.yaml')}\n`);
});
afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

async function send(agent: TestAgent, sequence: number): Promise<number> {
  const { sections } = hostReport({ software: presentSection([dpkgItem('splunk', '9.1')]) });
  const message = agent.report({ sections, sequence });
  return (await collector.app.inject(request('/v1/agent/reports', message))).statusCode;
}

/** As of an instant of its own, so that no answer of before is given again. */
async function answer(at = Date.now()) {
  const { licenses, completeness } = await collector.collector.services.reports.consumption.consumption({
    at,
  });
  return { splunk: licenses.find(({ license }) => license === 'splunk'), licenses, completeness };
}

it('two machines with one copied key are one host in doubt, and no license that looks at it is compliant', async () => {
  const agent = await collector.enrolled();
  expect(await send(agent, 1)).toBe(202);
  const before = await answer();
  expect(before.splunk).toMatchObject({ balance: 8, state: 'compliant' });
  const asOf = Date.now();
  await setTimeout(5);

  // The clone numbers its messages as the original does.
  expect(await send(agent, 1)).toBe(409);
  const after = await answer();
  expect(after.splunk).toMatchObject({ balance: 8, state: 'undetermined' });
  expect(after.splunk?.completeness.gaps).toEqual([GAP]);
  expect(after.completeness).toMatchObject({ hosts: 1, known: 0, gaps: [GAP] });
  expect(after.licenses.find(({ license }) => license === 'other')?.completeness.gaps).toEqual([]);

  expect((await answer(asOf)).splunk).toMatchObject({ state: 'compliant' });
  await setTimeout(5);

  // Once the key is revoked both have to enrol anew, and count each.
  const revoked = { actor: 'test', reason: 'a clone' };
  await collector.collector.services.agents.revoke(agent.agentId, revoked);
  expect((await answer()).splunk).toMatchObject({ state: 'compliant' });
});

it('a merged host passes its doubt on to the one that counts for it', async () => {
  const { hosts } = collector.collector.services;
  const { agents } = collector.collector.stores;
  const [kept, merged] = [await collector.enrolled('kept'), await collector.enrolled('merged')];
  expect(await send(merged, 1)).toBe(202);
  expect(await send(merged, 1)).toBe(409);
  const WEEK = 7 * 86_400_000;
  expect(await agents.forkedHosts(Date.now(), WEEK)).toEqual(new Set([merged.hostId]));
  const then = Date.now();
  await setTimeout(5);
  await hosts.change(
    merged.hostId,
    { kind: 'merge', into: kept.hostId },
    { actor: 'test', reason: 'one machine' },
  );
  expect(await agents.forkedHosts(Date.now(), WEEK)).toEqual(new Set([kept.hostId]));
  expect(await agents.forkedHosts(then, WEEK)).toEqual(new Set([merged.hostId]));
  expect(await agents.forkedHosts(then + WEEK, WEEK)).toEqual(new Set());
});
