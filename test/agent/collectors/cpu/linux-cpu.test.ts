import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { processorStructure, smbiosTable } from '../../../support/smbios-table.ts';

const CPU = '/sys/devices/system/cpu';

/** Topology of processors, each its own core, `perPackage` to a package. */
function topology(processors: number, perPackage: number): Record<string, string> {
  const files = Array.from({ length: processors }, (_, cpu) => [
    [`${CPU}/cpu${cpu}/topology/physical_package_id`, `${Math.floor(cpu / perPackage)}\n`],
    [`${CPU}/cpu${cpu}/topology/core_cpus_list`, `${cpu}\n`],
  ]);
  const list = `0-${processors - 1}\n`;
  return { ...Object.fromEntries(files.flat()), [`${CPU}/online`]: list, [`${CPU}/present`]: list };
}

const socket = { status: 0x41, cores: 16, enabled: 12, threads: 32 };
const machine = {
  '/sys/firmware/dmi/tables/DMI': smbiosTable([
    {
      type: 1,
      body: [1, 2, 0, 3, ...Buffer.alloc(16, 7), 6, 0, 0],
      strings: ['Example Inc.', 'Server 9', 'SN-1'],
    },
    processorStructure(socket),
    processorStructure(socket),
    processorStructure({ ...socket, status: 0x43 }),
    processorStructure({ status: 0, cores: 0, enabled: 0, threads: 0 }),
  ]),
  '/proc/cpuinfo': 'flags\t\t: fpu tsc apic lm\n',
};

describe('processors of Linux', () => {
  it('stand beside what the firmware says of the same machine', async () => {
    const { cpu } = await collectSections(hostTree({ ...machine, ...topology(24, 12) }).host);
    expect(cpu).toMatchObject({
      value: {
        sockets: 2,
        cores: 24,
        socketCores: [12, 12],
        virtual: false,
        installedCores: 48,
        enabledCores: 24,
        socketSlots: 4,
        sources: ['sysfs'],
      },
      conflicts: [],
    });
  });

  it("are the machine's in the control domain of Xen, not the few that it runs on", async () => {
    const xen = { '/proc/xen/capabilities': 'control_d\n', '/sys/hypervisor/type': 'xen\n' };
    const { cpu } = await collectSections(hostTree({ ...machine, ...topology(4, 1), ...xen }).host);
    expect(cpu).toMatchObject({
      value: { sockets: 2, cores: 24, socketCores: [12, 12], smt: null, virtual: false, sources: ['smbios'] },
    });
    expect(cpu).toMatchObject({
      value: {
        readings: expect.arrayContaining([{ source: 'sysfs', sockets: 4, cores: 4, logicalProcessors: 4 }]),
      },
    });
  });

  it('say that they are virtual in a guest, whose firmware counts for nothing', async () => {
    const guest = { ...topology(8, 1), '/sys/hypervisor/type': 'xen\n' };
    const { cpu } = await collectSections(hostTree({ ...machine, ...guest }).host);
    expect(cpu).toMatchObject({
      value: { sockets: 8, cores: 8, virtual: true, installedCores: null, socketSlots: null },
    });
  });

  it('count those online, with present and offline beside them', async () => {
    const files = { ...topology(8, 4), [`${CPU}/online`]: '1-6\n', [`${CPU}/smt/control`]: 'forceoff\n' };
    const { cpu } = await collectSections(hostTree(files).host);
    expect(cpu).toMatchObject({
      value: {
        sockets: 2,
        cores: 6,
        logicalProcessors: 6,
        logicalProcessorsPresent: 8,
        logicalProcessorsOffline: 2,
        smtControl: 'forceoff',
        socketCores: [3, 3],
      },
    });
  });

  it('are not two sockets where an ARM kernel says two clusters', async () => {
    const arm = {
      ...topology(8, 4),
      '/proc/cpuinfo': 'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\n',
    };
    const { cpu } = await collectSections(hostTree(arm).host);
    expect(cpu).toMatchObject({
      value: { sockets: null, cores: 8, readings: [{ source: 'sysfs', sockets: 2, cores: 8 }, {}] },
    });
    const acpi = await collectSections(hostTree({ ...arm, '/sys/firmware/acpi/tables/PPTT': '' }).host);
    expect(acpi.cpu).toMatchObject({ value: { sockets: 2, socketCores: [4, 4] } });
  });
});
