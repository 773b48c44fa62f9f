import { describe, expect, it } from 'vitest';
import { readPlacementsCsv } from '../../../collector/src/csv/read-placements-csv.ts';
import { machineName } from '../../../collector/src/identity/imported-placement.ts';
import { readVirtWho } from '../../../collector/src/identity/read-virt-who.ts';

const HOST = '4c4c4544-0042-3010-8050-b7c04f4e4a32';
const GUEST = '564d4cbc-c6a9-1969-3fee-fa0f3887b6a5';
const GUEST_SEEN_INSIDE = 'BC4C4D56-A9C6-6919-3FEE-FA0F3887B6A5';
const guest = (guestId: string, state = 1) => ({
  guestId,
  state,
  attributes: { virtWhoType: 'esx', active: state === 1 ? 1 : 0 },
});

describe('virt-who', () => {
  it('is read as printed: host by hardware uuid and name, cluster, guests that are not shut off', () => {
    const reading = readVirtWho({
      hypervisors: [
        {
          uuid: 'host-42',
          name: 'ESX01.example.org',
          facts: { 'cpu.cpu_socket(s)': '2', 'hypervisor.cluster': 'Prod', 'dmi.system.uuid': HOST },
          guests: [guest(GUEST), guest('00000000-0000-0000-0000-000000000000'), guest(HOST, 5)],
        },
        { guests: [guest(GUEST)] },
      ],
    });
    expect(reading).toEqual({
      placements: [
        {
          guest: machineName(GUEST),
          host: { uuid: machineName(HOST).uuid, name: 'esx01.example.org' },
          machine: {
            sockets: 2,
            cores: null,
            socketCores: null,
            cpuModel: null,
            hypervisor: null,
            version: null,
          },
          cluster: 'Prod',
        },
      ],
      stopped: 1,
      unnamed: 2,
    });
  });

  it('is read as sent to a subscription service, with guests as objects or bare ids', () => {
    const hypervisor = { hypervisorId: { hypervisorId: 'esx02' }, guestIds: [GUEST, guest(HOST)] };
    expect(readVirtWho({ hypervisors: [hypervisor] })).toMatchObject({
      placements: [{ host: { uuid: null, name: 'esx02' } }, { host: { uuid: null, name: 'esx02' } }],
    });
  });

  it.each([[null], [[]], [{ hypervisors: {} }], [{ hypervisors: [7] }], [{ hypervisors: [{ uuid: HOST }] }]])(
    'says what is wrong with %j',
    (document) => {
      expect(readVirtWho(document)).toEqual({ fault: expect.stringMatching(/hypervisors/) });
    },
  );
});

describe('CSV', () => {
  it('takes uuids in both byte orders and names in any case', () => {
    expect(
      readPlacementsCsv(`\ufeffGuest,Host,Cluster\r\n${GUEST},ESX01,"Prod, north"\r\n\r\nVM2,,Prod\r\n`),
    ).toEqual({
      placements: [
        {
          guest: machineName(GUEST_SEEN_INSIDE),
          host: { uuid: null, name: 'esx01' },
          machine: null,
          cluster: 'Prod, north',
        },
        {
          guest: { uuid: null, name: 'vm2' },
          host: { uuid: null, name: null },
          machine: null,
          cluster: 'Prod',
        },
      ],
    });
  });

  it('tells every fault', () => {
    expect(readPlacementsCsv('guest,host\n,esx01\nvm1,\n')).toEqual({
      faults: ['row 2: names no guest', 'row 3: says neither host nor cluster'],
    });
    expect(readPlacementsCsv('vm;host\n')).toEqual({
      faults: [expect.stringMatching(/guest, host, cluster/)],
    });
    expect(readPlacementsCsv('guest,host\n"vm1,esx\n')).toEqual({ faults: [expect.any(String)] });
  });
});
