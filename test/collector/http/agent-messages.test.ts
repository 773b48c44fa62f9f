import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import {
  contentDigestOf,
  dpkgItem,
  hostReport,
  presentSection,
  request,
  testAgent,
} from '../../support/collector/test-agent.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

describe('reports', () => {
  it('are stored, and given back byte for byte with their signature', async () => {
    const agent = await collector.enrolled();
    const message = agent.report();
    const response = await collector.app.inject(request('/v1/agent/reports', message));
    expect([response.statusCode, response.json()]).toEqual([
      202,
      { reportId: expect.any(String), digest: message.digest, duplicate: false },
    ]);

    const headers = await collector.bearer('viewer');
    const list = await collector.app.inject({ url: `/v1/hosts/${agent.hostId}/reports`, headers });
    const nobody = await collector.app.inject({ url: '/v1/hosts/nobody/reports', headers });
    expect(nobody.json()).toMatchObject({ status: 404, detail: 'no host "nobody" has ever reported here' });
    expect(list.json().items).toMatchObject([
      { digest: message.digest, signature: message.signature, kid: agent.kid, sequence: 1 },
    ]);
    const body = await collector.app.inject({
      url: `/v1/reports/signed/${response.json().reportId}`,
      headers,
    });
    expect(body.rawPayload.equals(message.bytes)).toBe(true);
  });

  it('are duplicates when sent again, replays when their place in the chain is taken', async () => {
    const agent = await collector.enrolled();
    const message = agent.report();
    await collector.app.inject(request('/v1/agent/reports', message));
    const again = await collector.app.inject(request('/v1/agent/reports', message));
    expect(again.json()).toMatchObject({ duplicate: true });
    const other = agent.sign({ ...hostReport(), agentId: agent.agentId, sequence: 1 });
    const replay = await collector.app.inject(request('/v1/agent/reports', other));
    expect([replay.statusCode, replay.json().code]).toEqual([409, 'replayed']);
  });

  it('cost a notice where nothing changed; unknown content is asked for whole', async () => {
    const agent = await collector.enrolled();
    const message = agent.report();
    await collector.app.inject(request('/v1/agent/reports', message));
    const same = await collector.app.inject(
      request('/v1/agent/unchanged', agent.notice(contentDigestOf(message))),
    );
    expect(same.statusCode).toBe(202);
    const other = await collector.app.inject(request('/v1/agent/unchanged', agent.notice('0'.repeat(64))));
    expect([other.statusCode, other.json().code]).toEqual([409, 'content-unknown']);
  });

  it.each([
    [
      'not signed by an enrolled key',
      (message: Buffer) => message,
      () => testAgent(),
      401,
      'unauthenticated',
    ],
    [
      'with a body that was altered',
      (message: Buffer) => Buffer.concat([message, Buffer.from(' ')]),
      undefined,
      401,
      'bad-signature',
    ],
  ])('are refused %s', async (_name, alter, signer, status, code) => {
    const agent = await collector.enrolled();
    const by = signer?.() ?? agent;
    const message = by.sign({ ...hostReport(), agentId: agent.agentId, sequence: 1 });
    const response = await collector.app.inject(
      request('/v1/agent/reports', { ...message, bytes: alter(message.bytes) }),
    );
    expect([response.statusCode, response.json().code]).toEqual([status, code]);
    await expectNothingStored(agent.hostId);
  });

  it.each([
    ['an unknown schema', { schema: 'coreledger/host-report/9.0' }, 422, 'unsupported-schema'],
    ['an unknown field', { surprise: 1 }, 400, 'invalid-report'],
    ['another agent’s id', { agentId: '00000000-0000-4000-8000-000000000000' }, 400, 'invalid-report'],
  ])('with %s are refused and leave nothing', async (_name, change, status, code) => {
    const agent = await collector.enrolled();
    const response = await collector.app.inject(request('/v1/agent/reports', agent.report(change as object)));
    expect([response.statusCode, response.json().code]).toEqual([status, code]);
    await expectNothingStored(agent.hostId);
  });
});

describe('history', () => {
  it('keeps what a failed section cannot deny', async () => {
    const agent = await collector.enrolled();
    await collector.app.inject(request('/v1/agent/reports', agent.report()));
    const failed = hostReport({
      software: { status: 'failed', error: 'deadline' },
      cpu: { status: 'unavailable', reason: 'no sysfs' },
    });
    await collector.app.inject(
      request('/v1/agent/reports', agent.report({ sections: failed.sections, reportId: failed.reportId })),
    );
    const host = await collector.collector.stores.fleet.hostAt(agent.hostId, { at: Date.now() });
    expect(host?.sections.cpu?.value.cores).toBe(16);
    expect(host?.trouble.software).toMatchObject({ status: 'failed', detail: 'deadline' });
    expect(host?.software?.complete).toBe(false);
    expect((await collector.collector.stores.fleet.titlesOfSet(host?.software?.setNo ?? 0)).length).toBe(2);
  });

  it('replaces software by a complete list alone', async () => {
    const agent = await collector.enrolled();
    await collector.app.inject(request('/v1/agent/reports', agent.report()));
    const less = hostReport({ software: presentSection([dpkgItem('bash')]) });
    await collector.app.inject(request('/v1/agent/reports', agent.report({ sections: less.sections })));
    const { fleet } = collector.collector.stores;
    const now = await fleet.hostAt(agent.hostId, { at: Date.now() });
    expect((await fleet.titlesOfSet(now?.software?.setNo ?? 0)).length).toBe(1);
  });
});

async function expectNothingStored(hostId: string): Promise<void> {
  const headers = await collector.bearer('viewer');
  const list = await collector.app.inject({ url: `/v1/hosts/${hostId}/reports`, headers });
  expect(list.json().items).toEqual([]);
}
