import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, request, type TestAgent } from '../../support/collector/test-agent.ts';

let collector: TestCollector;
let operator: { authorization: string };

beforeAll(async () => {
  collector = await startTestCollector();
  operator = await collector.bearer('operator');
});
afterAll(() => collector.close());

async function report(agent: TestAgent, hostName: string, managedInstanceId: string | null = null) {
  const message = agent.report({
    sections: hostReport().sections,
    identity: identity({ hostName, managedInstanceId }),
  });
  expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
}

async function reporting(hostName: string, managedInstanceId: string | null = null): Promise<TestAgent> {
  const agent = await collector.enrolled(hostName);
  await report(agent, hostName, managedInstanceId);
  return agent;
}

function change(host: string, verb: string, payload: object, headers = operator) {
  return collector.app.inject({
    method: 'POST',
    url: `/v1/hosts/${encodeURIComponent(host)}/${verb}`,
    headers,
    payload,
  });
}

async function counted(asOf?: string): Promise<string[]> {
  const query = asOf === undefined ? '' : `?asOf=${asOf}`;
  const list = await collector.app.inject({ url: `/v1/hosts${query}`, headers: operator });
  return list.json().items.map((item: { name: string }) => item.name);
}

/** An instant between what was done and what will be: decisions have the resolution of a millisecond. */
async function between(): Promise<string> {
  await setTimeout(5);
  const instant = new Date().toISOString();
  await setTimeout(5);
  return instant;
}

async function audit(subject: string) {
  const url = `/v1/audit?subject=${encodeURIComponent(`host:${subject}`)}`;
  const list = await collector.app.inject({ url, headers: await collector.bearer('admin') });
  return list.json().items.filter((entry: { action: string }) => entry.action.startsWith('host.'));
}

describe('retirement', () => {
  it('takes a host out from then on, not before, and is recorded with its reason', async () => {
    const { hostId } = await reporting('retired1');
    const before = await between();
    const retired = await change('retired1', 'retire', { reason: 'scrapped, ticket 7' });
    expect(retired.json()).toMatchObject({ hostId, retiredAt: expect.any(String), mergedInto: null });
    expect(await counted()).not.toContain('retired1');
    expect(await counted(before)).toContain('retired1');
    expect((await change('retired1', 'retire', { reason: 'again' })).statusCode).toBe(409);

    const during = await between();
    expect((await change(hostId, 'unretire', { reason: 'wrong rack' })).json().retiredAt).toBeNull();
    expect(await counted()).toContain('retired1');
    expect(await counted(during)).not.toContain('retired1');
    expect(await audit(hostId)).toMatchObject([
      { action: 'host.unretire', reason: 'wrong rack', actor: expect.stringMatching(/^key:/) },
      { action: 'host.retire', reason: 'scrapped, ticket 7' },
    ]);
  });

  it('ends when the host reports again', async () => {
    const agent = await reporting('zombie');
    await change('zombie', 'retire', { reason: 'thought dead' });
    const during = await between();
    await report(agent, 'zombie');
    expect(await counted()).toContain('zombie');
    expect(await counted(during)).not.toContain('zombie');
  });

  it('is listed', async () => {
    await reporting('listed');
    await change('listed', 'retire', { reason: 'sold' });
    const absent = await collector.app.inject({ url: '/v1/absent-hosts', headers: operator });
    expect(absent.json().items.map((item: { name: string }) => item.name)).toEqual(['listed']);
  });
});

describe('merge', () => {
  it('lets one of two count, with the registrations of both, until it is split', async () => {
    const [a, b] = [
      await reporting('keep', 'mi-0aaaaaaaaaaaaaaaa'),
      await reporting('dup', 'mi-0bbbbbbbbbbbbbbbb'),
    ];
    const before = await between();
    const merged = await change('dup', 'merge', { into: 'keep', reason: 'reinstalled' });
    expect(merged.json()).toMatchObject({ hostId: b.hostId, mergedInto: a.hostId });
    expect(await counted()).not.toContain('dup');
    expect(await counted(before)).toContain('dup');
    const host = await collector.app.inject({ url: '/v1/hosts/keep', headers: operator });
    expect(host.json().managedInstanceIds.toSorted()).toEqual([
      'mi-0aaaaaaaaaaaaaaaa',
      'mi-0bbbbbbbbbbbbbbbb',
    ]);
    await report(b, 'dup', 'mi-0bbbbbbbbbbbbbbbb');
    expect(await counted()).not.toContain('dup');

    expect((await change('dup', 'split', { reason: 'two machines after all' })).statusCode).toBe(200);
    expect(await counted()).toEqual(expect.arrayContaining(['keep', 'dup']));
    expect(await audit(b.hostId)).toMatchObject([
      { action: 'host.split', reason: 'two machines after all', detail: { from: a.hostId } },
      { action: 'host.merge', reason: 'reinstalled', detail: { into: a.hostId } },
    ]);
  });

  it('refuses what would count neither or could not be undone', async () => {
    for (const name of ['m1', 'm2', 'm3']) await reporting(name);
    const reason = 'try';
    const details = [
      await change('m1', 'merge', { into: 'm1', reason }),
      await change('m1', 'split', { reason }),
    ];
    await change('m2', 'merge', { into: 'm1', reason });
    details.push(
      await change('m3', 'merge', { into: 'm2', reason }),
      await change('m1', 'merge', { into: 'm3', reason }),
      await change('m2', 'retire', { reason }),
      await change('m3', 'merge', { into: 'nobody', reason }),
    );
    expect(details.map((answer) => answer.statusCode)).toEqual([409, 409, 409, 409, 409, 404]);
    expect(details.map((answer) => answer.json().detail)).toEqual([
      'm1 cannot be merged into itself',
      'm1 is not merged into another host',
      expect.stringMatching(/^m2 is itself merged into .*: merge into that one$/),
      expect.stringMatching(/is merged into m1: split it first/),
      expect.stringMatching(/^m2 is merged into .*: split it first$/),
      'no host "nobody" has ever reported here',
    ]);
  });
});

describe('names and tags', () => {
  it('are changed, with what was before in the audit log, and tags have history', async () => {
    const { hostId } = await reporting('old-name');
    await change('old-name', 'rename', { name: 'new-name', reason: 'naming scheme' });
    const tag = { method: 'PUT', url: `/v1/hosts/new-name/tags/site`, headers: operator } as const;
    await collector.app.inject({ ...tag, payload: { value: 'north', reason: 'inventory' } });
    const before = await between();
    const set = await collector.app.inject({ ...tag, payload: { value: 'south', reason: 'moved' } });
    expect(set.json().tags).toEqual({ site: 'south' });
    const [now, then] = await Promise.all(
      ['', `?asOf=${before}`].map((query) =>
        collector.app.inject({ url: `/v1/hosts/${hostId}${query}`, headers: operator }),
      ),
    );
    expect([now?.json().tags, then?.json().tags]).toEqual([{ site: 'south' }, { site: 'north' }]);
    const url = '/v1/hosts/new-name/tags/site?reason=typo';
    const untagged = await collector.app.inject({ method: 'DELETE', url, headers: operator });
    expect(untagged.json().tags).toEqual({});
    expect((await collector.app.inject({ method: 'DELETE', url, headers: operator })).statusCode).toBe(409);
    expect((await audit(hostId)).map((entry: { detail: object }) => entry.detail)).toEqual([
      { key: 'site', from: 'south' },
      { key: 'site', from: 'north', to: 'south' },
      { key: 'site', from: null, to: 'north' },
      { from: 'old-name', to: 'new-name' },
    ]);
  });
});

it('takes the role of an operator and a reason', async () => {
  await reporting('guarded');
  const viewer = await collector.bearer('viewer');
  expect((await change('guarded', 'retire', { reason: 'no' }, viewer)).statusCode).toBe(403);
  expect((await change('guarded', 'retire', {})).statusCode).toBe(400);
  expect((await change('nobody', 'retire', { reason: 'x' })).statusCode).toBe(404);
});
