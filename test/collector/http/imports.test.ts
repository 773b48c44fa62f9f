import { setTimeout } from 'node:timers/promises';
import type { Virtualization } from '@coreledger/shared/virtualization.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { swapUuid } from '../../../collector/src/identity/canonical-uuid.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, presentSection, request } from '../../support/collector/test-agent.ts';
import { UNKNOWN_VIRTUALIZATION } from '../../support/collector/unknown-virtualization.ts';

const VM = '564d4cbc-c6a9-1969-3fee-fa0f3887b6a5';
const HOSTS = ['4c4c4544-0042-3010-8050-b7c04f4e4a31', '4c4c4544-0042-3010-8050-b7c04f4e4a32'] as const;
let collector: TestCollector;
let operator: { authorization: string };
const ids: Record<string, string> = {};

beforeAll(async () => {
  collector = await startTestCollector();
  operator = await collector.bearer('operator');
  await report('esx1', HOSTS[0], { kind: 'hypervisor' });
  await report('esx2', HOSTS[1], { kind: 'hypervisor' });
  await report('vm1', swapUuid(VM), { kind: 'guest', vmUuid: swapUuid(VM), vmUuidSwapped: VM });
  await report('metal', null, { kind: 'physical' });
});
afterAll(() => collector.close());

async function report(hostName: string, smbiosUuid: string | null, change: Partial<Virtualization>) {
  const agent = await collector.enrolled(hostName);
  const virtualization = presentSection<Virtualization>({
    ...UNKNOWN_VIRTUALIZATION,
    ...change,
  });
  const message = agent.report({
    sections: hostReport({ virtualization }).sections,
    identity: identity({ hostName, fqdn: null, smbiosUuid }),
  });
  expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
  ids[hostName] = agent.hostId;
}

function virtWho(hypervisors: unknown, source = 'vcenter') {
  const url = `/v1/imports/virt-who?source=${source}`;
  return collector.app.inject({ method: 'POST', url, headers: operator, payload: { hypervisors } });
}

function csv(payload: string, headers: object = operator) {
  return collector.app.inject({
    method: 'POST',
    url: '/v1/imports/placements',
    headers: { ...headers, 'content-type': 'text/csv' },
    payload,
  });
}

async function placed(host: string, asOf?: string) {
  const query = asOf === undefined ? '' : `?asOf=${asOf}`;
  const answer = await collector.app.inject({ url: `/v1/hosts/${host}${query}`, headers: operator });
  const { physicalHostId, cluster } = answer.json();
  return [physicalHostId, cluster];
}

async function between(): Promise<string> {
  await setTimeout(5);
  const instant = new Date().toISOString();
  await setTimeout(5);
  return instant;
}

const running = { guestId: VM, state: 1 };
const on = (no: 0 | 1) => [{ uuid: HOSTS[no], facts: { 'hypervisor.cluster': 'prod' }, guests: [running] }];

describe('placements from imports', () => {
  it('tie a guest to its host whatever the byte order, and keep where it was before', async () => {
    expect(await placed('vm1')).toEqual([null, null]);
    const before = await between();
    expect((await virtWho(on(0))).json()).toEqual({
      source: 'vcenter',
      standing: 1,
      added: 1,
      ended: 0,
      stopped: 0,
      unnamed: 0,
    });
    expect(await placed('vm1')).toEqual([ids.esx1, 'prod']);
    expect(await placed('esx1')).toEqual([null, 'prod']);
    expect((await virtWho(on(0))).json()).toMatchObject({ standing: 1, added: 0, ended: 0 });
    const first = await between();
    expect((await virtWho(on(1))).json()).toMatchObject({ standing: 1, added: 1, ended: 1 });
    expect(await placed('vm1')).toEqual([ids.esx2, 'prod']);
    expect(await placed('vm1', first)).toEqual([ids.esx1, 'prod']);
    expect(await placed('vm1', before)).toEqual([null, null]);
  });

  it('that disagree place nowhere; an unknown host leaves the cluster', async () => {
    expect((await csv('guest,host,cluster\nvm1,esx1,prod\n')).statusCode).toBe(200);
    expect(await placed('vm1')).toEqual([null, 'prod']);
    expect((await csv('guest,host,cluster\nvm1,elsewhere,prod\n')).statusCode).toBe(200);
    expect(await placed('vm1')).toEqual([ids.esx2, 'prod']);
    await csv('guest,host,cluster\nvm1,elsewhere,lab\n');
    expect(await placed('vm1')).toEqual([ids.esx2, null]);
  });

  it('make a host of one that no agent reports from, by what they tell of it', async () => {
    await report('vm9', null, { kind: 'guest' });
    const esx = {
      uuid: '4c4c4544-0042-3010-8050-b7c04f4e4a39',
      name: 'ESX9.example',
      facts: {
        'cpu.cpu_socket(s)': '2',
        'hypervisor.type': 'VMware ESXi',
        'hypervisor.version': '8.0.2',
        'hypervisor.cluster': 'gold',
      },
      guests: [{ guestId: '564d4cbc-c6a9-1969-3fee-fa0f3887b6ff', state: 1 }],
    };
    await virtWho([esx], 'second');
    const listed = await collector.app.inject({ url: '/v1/hosts?name=esx9', headers: operator });
    expect(listed.json().items).toMatchObject([
      {
        hostId: `import:${swapUuid(esx.uuid)}`,
        name: 'esx9.example',
        origin: 'import',
        kind: 'hypervisor',
        hypervisor: 'VMware ESXi',
        cluster: 'gold',
        sockets: 2,
        cores: null,
        products: ['broadcom/vsphere'],
      },
    ]);

    const columns = 'guest,host,cluster,host_cores,host_sockets,host_cpu';
    await csv(`${columns}\nvm9,esx10,gold,16+12,2,Intel Xeon Gold 6342\n`);
    const host = await collector.app.inject({ url: '/v1/hosts/esx10', headers: operator });
    expect(host.json()).toMatchObject({ origin: 'import', socketCores: [16, 12], cores: 28, sockets: 2 });
    expect(await placed('vm9')).toEqual(['import:esx10', 'gold']);
    const fault = await csv(`${columns}\nvm9,esx10,gold,16+12,1,\nvm9,esx10,gold,many,,\n`);
    expect(fault.json().errors.map((one: { message: string }) => one.message)).toEqual([
      'row 2: host_cores tells 2 sockets, host_sockets 1',
      'row 3: host_cores is a number of cores, or numbers by socket such as 16+16, not many',
    ]);

    // Once an agent reports from there it is that host.
    await report('esx10', null, { kind: 'hypervisor' });
    expect(await placed('vm9')).toEqual([ids.esx10, 'gold']);
  });

  it('never move a machine on metal, nor end what is known by an empty list', async () => {
    await csv('guest,host,cluster\nmetal,esx1,\n');
    expect(await placed('metal')).toEqual([null, null]);
    const empty = await virtWho([]);
    expect([empty.statusCode, empty.json().detail]).toEqual([400, expect.stringMatching(/still stands/)]);
    expect(await placed('vm1')).toEqual([ids.esx2, 'prod']);
  });

  it('are refused with every fault, and take the role of an operator', async () => {
    const bad = await csv('guest,host\n,x\nvm1,\n');
    expect([bad.statusCode, bad.json().errors.length]).toEqual([400, 2]);
    expect((await csv('guest,host\nvm1,esx1\n', await collector.bearer('viewer'))).statusCode).toBe(403);
    expect((await virtWho('none')).statusCode).toBe(400);
  });
});
