import { setTimeout } from 'node:timers/promises';
import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, request, type TestAgent } from '../../support/collector/test-agent.ts';

let collector: TestCollector;
let operator: { authorization: string };
let made = 0;

beforeAll(async () => {
  collector = await startTestCollector();
  operator = await collector.bearer('operator');
});
afterAll(() => collector.close());

interface Pair {
  readonly known: TestAgent;
  readonly newcomer: TestAgent;
  readonly name: string;
  readonly send: (agent: TestAgent, cores?: number) => Promise<number>;
}

/** A host that reports 16 cores, and a new key on a machine with its uuid and MAC. */
async function newKeyForKnownHost(): Promise<Pair> {
  made += 1;
  const name = `db${made}`;
  const hardware = {
    smbiosUuid: `6d9e3a10-2222-4000-8000-00000000000${made}`,
    macs: [`00:50:56:aa:bb:0${made}`],
  };
  const send = async (agent: TestAgent, cores = 16) => {
    const { sections } = hostReport(cores === 16 ? {} : { cpu: cpuOf(cores) });
    const message = agent.report({ sections, identity: identity({ hostName: name, ...hardware }) });
    return (await collector.app.inject(request('/v1/agent/reports', message))).statusCode;
  };
  const known = await collector.enrolled(name, hardware);
  expect(await send(known)).toBe(202);
  const newcomer = await collector.enrolled(name, hardware);
  return { known, newcomer, name, send };
}

function cpuOf(cores: number) {
  const { cpu } = hostReport({}).sections;
  if (cpu.status !== 'present') throw new Error('the test report has no processors');
  return { ...cpu, value: { ...cpu.value, cores, sockets: 1, socketCores: [cores] } };
}

async function call(method: 'GET' | 'POST', url: string, payload?: object) {
  const response = await collector.app.inject({
    method,
    url,
    headers: operator,
    ...(payload && { payload }),
  });
  return { code: response.statusCode, body: response.json() };
}

async function counted(name: string): Promise<{ hostId: string; cores: number | null }[]> {
  const { body } = await call('GET', '/v1/hosts?limit=500');
  return body.items
    .filter((host: { name: string }) => host.name === name)
    .map(({ hostId, cores }: { hostId: string; cores: number | null }) => ({ hostId, cores }));
}

async function openFindings(kind: string) {
  await collector.collector.services.reconcile.run();
  return (await call('GET', `/v1/findings?state=open&kind=${kind}`)).body.items;
}

it('both count while nobody has decided, and the new key writes into no other host', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  expect(newcomer.hostId).not.toBe(known.hostId);
  expect(await send(newcomer, 4)).toBe(202);
  expect(await counted(name)).toEqual(
    expect.arrayContaining([
      { hostId: known.hostId, cores: 16 },
      { hostId: newcomer.hostId, cores: 4 },
    ]),
  );
  const pending = await call('GET', '/v1/agents?status=pending');
  expect(pending.body.items).toMatchObject([
    { agentId: newcomer.agentId, looksLike: { hostId: known.hostId, matched: ['smbios-uuid', 'mac'] } },
  ]);
  expect(await openFindings('enrollment-pending')).toMatchObject([
    {
      hostId: newcomer.hostId,
      summary: `${name} enrolled under a new key and looks like ${name} by smbios-uuid and mac: both count until you decide`,
    },
  ]);
  await call('POST', `/v1/agents/${newcomer.agentId}/revoke`, { reason: 'next test' });
});

it('same host: one counts, under the known id, with what the new key reports', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  await send(newcomer, 4);
  const url = `/v1/agents/${newcomer.agentId}/approve`;
  expect((await call('POST', url, { reason: 'reinstalled' })).code).toBe(400);
  const approved = await call('POST', url, { as: 'same-host', reason: 'reinstalled' });
  expect(approved).toMatchObject({ code: 200, body: { status: 'active' } });
  expect(await counted(name)).toEqual([{ hostId: known.hostId, cores: 4 }]);
  expect(await send(newcomer, 6)).toBe(202);
  expect(await counted(name)).toEqual([{ hostId: known.hostId, cores: 6 }]);
  expect(await openFindings('enrollment-pending')).toEqual([]);
  expect((await call('POST', url, { as: 'same-host', reason: 'again' })).code).toBe(409);

  // Undone by a split: both are again what they last reported themselves.
  await call('POST', `/v1/hosts/${newcomer.hostId}/split`, { reason: 'two machines after all' });
  expect(await counted(name)).toEqual(
    expect.arrayContaining([
      { hostId: known.hostId, cores: 16 },
      { hostId: newcomer.hostId, cores: 6 },
    ]),
  );
});

it('same host, a second time: the known host takes every new key', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  await send(newcomer, 4);
  await call('POST', `/v1/agents/${newcomer.agentId}/approve`, { as: 'same-host', reason: 'reinstalled' });
  const third = await collector.enrolled(name, {
    smbiosUuid: `6d9e3a10-2222-4000-8000-00000000000${made}`,
    macs: [`00:50:56:aa:bb:0${made}`],
  });
  await send(third, 2);
  const approval = await call('POST', `/v1/agents/${third.agentId}/approve`, {
    as: 'same-host',
    reason: 'again',
  });
  expect(approval.code).toBe(200);
  expect(await counted(name)).toEqual([{ hostId: known.hostId, cores: 2 }]);
});

it('same host, and yet both report: told, for one of two machines may not be counted', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  await send(newcomer);
  const { body } = await call('GET', '/v1/agents?status=pending');
  expect(body.items).toHaveLength(1);
  expect(await openFindings('enrollment-pending')).toMatchObject([
    { cause: 'the known host has not been heard of since: it may be the same machine' },
  ]);
  await send(known);
  expect(await openFindings('enrollment-pending')).toMatchObject([
    { cause: 'the known host has reported since: two machines run, or two agents on one' },
  ]);
  expect(await openFindings('identity-claimed-twice')).toContainEqual(
    expect.objectContaining({
      summary: `2 hosts carry one smbios-uuid: ${name}, ${name}`,
      cause: 'they report in the same time: two machines run, or two agents on one',
    }),
  );
  await call('POST', `/v1/agents/${newcomer.agentId}/approve`, { as: 'same-host', reason: 'reinstalled' });
  await setTimeout(5);
  await send(newcomer);
  expect(await openFindings('merged-hosts-report')).toEqual([]);
  await send(known);
  expect(await openFindings('merged-hosts-report')).toMatchObject([
    {
      hostId: known.hostId,
      ours: { host: newcomer.hostId },
      summary: expect.stringContaining('one of them is not counted'),
    },
  ]);
  await call('POST', `/v1/hosts/${newcomer.hostId}/split`, { reason: 'a clone' });
  expect(await openFindings('merged-hosts-report')).toEqual([]);
  expect(await counted(name)).toHaveLength(2);
});

it('same host: a retired one counts again when the key merged into it reports', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  await send(newcomer);
  await call('POST', `/v1/agents/${newcomer.agentId}/approve`, { as: 'same-host', reason: 'reinstalled' });
  await call('POST', `/v1/hosts/${known.hostId}/retire`, { reason: 'thought gone' });
  expect(await counted(name)).toEqual([]);
  await setTimeout(5);
  await send(newcomer, 4);
  expect(await counted(name)).toEqual([{ hostId: known.hostId, cores: 4 }]);
});

it('same host, where the known host was merged meanwhile: what counts for it takes the key', async () => {
  const first = await newKeyForKnownHost();
  await first.send(first.newcomer, 4);
  const other = await collector.enrolled('survivor', { macs: ['00:50:56:aa:cc:01'] });
  await first.send(other, 8);
  await call('POST', `/v1/hosts/${first.known.hostId}/merge`, { into: other.hostId, reason: 'one machine' });
  const approved = await call('POST', `/v1/agents/${first.newcomer.agentId}/approve`, {
    as: 'same-host',
    reason: 'reinstalled',
  });
  expect(approved).toMatchObject({ code: 200, body: { status: 'active' } });
  const standing = await call('GET', '/v1/absent-hosts');
  expect(standing.body.items).toContainEqual(
    expect.objectContaining({ hostId: first.newcomer.hostId, mergedInto: other.hostId }),
  );
});

it('revoked: hosts that count through its own go on counting', async () => {
  const { newcomer, known, name, send } = await newKeyForKnownHost();
  await send(newcomer);
  await call('POST', `/v1/hosts/${known.hostId}/merge`, { into: newcomer.hostId, reason: 'the other way' });
  await call('POST', `/v1/agents/${newcomer.agentId}/revoke`, { reason: 'a stolen join token' });
  expect((await counted(name)).map(({ hostId }) => hostId)).toEqual([newcomer.hostId]);
});

it('a machine made of two known ones: both are named, the one it shares more with first', async () => {
  const disk = { machineIdHash: 'd'.repeat(64), managedInstanceId: 'mi-0123456789abcdef0' };
  const [board, other] = [
    { smbiosUuid: '6d9e3a10-3333-4000-8000-000000000001', serial: 'A1' },
    { smbiosUuid: '6d9e3a10-3333-4000-8000-000000000002', serial: 'B2' },
  ];
  const reporting = async (hostName: string, hardware: Partial<HostIdentity>) => {
    const agent = await collector.enrolled(hostName, hardware);
    const message = agent.report({
      sections: hostReport().sections,
      identity: identity({ hostName, ...hardware }),
    });
    expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
    return agent;
  };
  const diskOwner = await reporting('disk', { ...other, ...disk });
  const boardOwner = await reporting('board', { ...board, macs: ['00:50:56:dd:00:01'] });
  const bystander = await reporting('bystander', { serial: 'A1' });
  const mixed = await reporting('mixed', { ...board, ...disk });
  const { body } = await call('GET', '/v1/agents?status=pending');
  expect(body.items.filter((one: { agentId: string }) => one.agentId === mixed.agentId)).toMatchObject([
    {
      looksLike: {
        hostId: boardOwner.hostId,
        matched: ['smbios-uuid', 'serial'],
        others: [{ hostId: diskOwner.hostId, matched: ['machine-id', 'managed-instance'] }],
      },
    },
  ]);
  const [finding] = (await openFindings('enrollment-pending')).filter(
    (one: { hostId: string }) => one.hostId === mixed.hostId,
  );
  expect(finding.summary).toContain(
    `looks like board by smbios-uuid and serial, and like disk (${diskOwner.hostId}) by machine-id and managed-instance: all count`,
  );
  expect(finding.summary).not.toContain(bystander.hostId);
  await call('POST', `/v1/agents/${mixed.agentId}/revoke`, { reason: 'next test' });
});

it('new host: a clone counts by itself for good', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  await send(newcomer);
  await call('POST', `/v1/agents/${newcomer.agentId}/approve`, { as: 'new-host', reason: 'a clone' });
  expect((await counted(name)).map(({ hostId }) => hostId).toSorted()).toEqual(
    [known.hostId, newcomer.hostId].toSorted(),
  );
  expect(await openFindings('enrollment-pending')).toEqual([]);
});

it('revoked: nothing more is taken, and its host counts no more, on record', async () => {
  const { known, newcomer, name, send } = await newKeyForKnownHost();
  await send(newcomer);
  await call('POST', `/v1/agents/${newcomer.agentId}/revoke`, { reason: 'a stolen join token' });
  expect(await send(newcomer)).toBe(403);
  expect(await counted(name)).toEqual([{ hostId: known.hostId, cores: 16 }]);
  const audit = await call('GET', `/v1/audit?subject=host:${newcomer.hostId}`);
  expect(audit.body.items.map((entry: { action: string }) => entry.action)).toEqual(
    expect.arrayContaining(['agent.enroll-pending', 'host.retire']),
  );
});

it('oddities of a chain of messages are told for a week', async () => {
  const agent = await collector.enrolled('gappy');
  const { sections } = hostReport({});
  const send = () =>
    collector.app.inject(
      request('/v1/agent/reports', agent.report({ sections, identity: identity({ hostName: 'gappy' }) })),
    );
  await send();
  agent.report({ sections, identity: identity({ hostName: 'gappy' }) });
  await send();
  expect(await openFindings('sequence-gap')).toMatchObject([
    { hostId: agent.hostId, summary: 'gappy: 1 message of its agent never came' },
  ]);
});
