import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, request, type TestAgent } from '../../support/collector/test-agent.ts';

const UUID = '6d9e3a10-1111-4000-8000-000000000001';
let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

async function report(agent: TestAgent, hostName: string, change: Parameters<typeof hostReport>[0] = {}) {
  const { sections } = hostReport(change);
  const message = agent.report({ sections, identity: identity({ hostName, smbiosUuid: UUID }) });
  expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
}

describe('findings', () => {
  it('open, are explained, acknowledged and resolved', async () => {
    const [first, second] = [await collector.enrolled('one'), await collector.enrolled('two')];
    await report(first, 'one');
    await report(second, 'two', { cpu: { status: 'failed', error: 'deadline' } });
    await collector.collector.services.reconcile.run();

    const headers = await collector.bearer('operator');
    const list = await collector.app.inject({ url: '/v1/findings?state=open', headers });
    const kinds = list.json().items.map((item: { kind: string }) => item.kind);
    expect(kinds.toSorted()).toEqual(['identity-claimed-twice', 'topology-unknown']);

    const twice = list.json().items.find((item: { kind: string }) => item.kind === 'identity-claimed-twice');
    const url = `/v1/findings/${encodeURIComponent(twice.key)}`;
    const payload = { reason: 'a template, renamed next week' };
    const acknowledged = await collector.app.inject({
      method: 'POST',
      url: `${url}/acknowledge`,
      headers,
      payload,
    });
    expect(acknowledged.json()).toMatchObject({
      state: 'acknowledged',
      remedy: expect.stringContaining('Merge'),
      acknowledgement: payload,
    });

    await report(second, 'two');
    await collector.collector.services.reconcile.run();
    const resolved = await collector.app.inject({ url: '/v1/findings?state=resolved', headers });
    expect(resolved.json().items).toMatchObject([{ kind: 'topology-unknown' }]);
  });

  it('are answered as of an instant, as JSON and CSV', async () => {
    const headers = await collector.bearer('viewer');
    const json = await collector.app.inject({ url: '/v1/reports/reconciliation', headers });
    expect(json.json().findings).toMatchObject([
      { kind: 'identity-claimed-twice', title: 'Two machines claim one identity' },
    ]);
    const before = await collector.app.inject({
      url: '/v1/reports/reconciliation?asOf=2020-01-01T00:00:00Z',
      headers,
    });
    expect(before.json().findings).toEqual([]);
    const csv = await collector.app.inject({ url: '/v1/reports/reconciliation?format=csv', headers });
    expect(csv.body.split('\r\n')[0]).toBe(
      'kind,severity,hostId,license,summary,cause,ours,theirs,remedy,licenses',
    );
  });
});
