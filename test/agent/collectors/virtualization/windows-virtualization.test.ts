import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { registryExport } from '../../../support/registry-export.ts';

const PARAMETERS = 'HKLM\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters';
const BIOS = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';
const ID = '5E1B7C9A-1111-2222-3333-444455556666';

async function collect(keys: Parameters<typeof registryExport>[0], commands: Record<string, string> = {}) {
  const { host } = hostTree({}, { 'all.reg': registryExport(keys), ...commands });
  return (await collectSections(host)).virtualization;
}

describe('virtualization on Windows', () => {
  it('a guest of Hyper-V knows its host and its own name there', async () => {
    const section = await collect({
      [PARAMETERS]: {
        HostName: 'hv01',
        PhysicalHostName: 'HV01',
        PhysicalHostNameFullyQualified: 'hv01.example.net',
        VirtualMachineName: 'sql-a',
        VirtualMachineId: ID,
      },
      [BIOS]: { SystemManufacturer: 'Microsoft Corporation', SystemProductName: 'Virtual Machine' },
    });
    expect(section).toMatchObject({
      value: {
        kind: 'guest',
        hypervisor: 'hyperv',
        physicalHost: 'hv01.example.net',
        vmName: 'sql-a',
        vmId: ID,
      },
    });
  });

  it('a key left from Hyper-V does not name the host of a guest of VMware', async () => {
    const section = await collect({
      [PARAMETERS]: { PhysicalHostName: 'HV01' },
      [BIOS]: { SystemManufacturer: 'VMware, Inc.', SystemProductName: 'VMware7,1' },
    });
    expect(section).toMatchObject({ value: { kind: 'guest', hypervisor: 'vmware', physicalHost: null } });
  });

  it('a host of Hyper-V lists its guests', async () => {
    const section = await collect(
      {
        [BIOS]: { SystemManufacturer: 'Dell Inc.', SystemProductName: 'PowerEdge R750' },
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\vmms': { Start: 2 },
      },
      {
        'msvm_computersystem.json': JSON.stringify([
          { Name: 'HV01', ElementName: 'HV01', EnabledState: 2 },
          { Name: ID, ElementName: 'sql-a', EnabledState: 2 },
          { Name: ID.replace('5E', '6E'), ElementName: 'old', EnabledState: 3 },
        ]),
        'msvm_virtualsystemsettingdata.json': JSON.stringify([
          {
            VirtualSystemIdentifier: ID,
            VirtualSystemType: 'Microsoft:Hyper-V:Snapshot:Realized',
            BIOSGUID: '{00000000-0000-0000-0000-00000000000A}',
          },
          {
            VirtualSystemIdentifier: ID,
            VirtualSystemType: 'Microsoft:Hyper-V:System:Realized',
            BIOSGUID: '{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}',
          },
        ]),
        'msvm_processorsettingdata.json': JSON.stringify([
          { InstanceID: `Microsoft:${ID}\\b637f346\\0`, VirtualQuantity: 8 },
        ]),
      },
    );
    expect(section).toMatchObject({
      value: {
        kind: 'hypervisor',
        hypervisor: 'hyperv',
        guests: [
          { name: 'sql-a', uuid: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', vcpus: 8, state: 'running' },
          { name: 'old', uuid: null, vcpus: null, state: 'stopped' },
        ],
      },
    });
  });

  it('a host that does not show its guests says so', async () => {
    const section = await collect(
      {
        [BIOS]: { SystemManufacturer: 'Dell Inc.', SystemProductName: 'PowerEdge R750' },
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\vmms': { Start: 2 },
      },
      { 'msvm_computersystem.json': '' },
    );
    expect(section).toMatchObject({ complete: false, value: { kind: 'physical', guests: null } });
  });
});
