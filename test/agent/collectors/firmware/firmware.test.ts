import { describe, expect, it } from 'vitest';
import { firmware } from '../../../../agent/src/collectors/firmware/firmware.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { processorStructure, smbiosTable } from '../../../support/smbios-table.ts';

const TABLE = '/sys/firmware/dmi/tables/DMI';
const ENTRY_POINT = '/sys/firmware/dmi/tables/smbios_entry_point';
const UUID_BYTES = [
  0x44, 0x45, 0x4c, 0x4c, 0x39, 0, 0x10, 0x30, 0x80, 0x48, 0xb7, 0xc0, 0x4f, 0x38, 0x44, 0x32,
];

const table = smbiosTable([
  { type: 1, body: [1, 2, 0, 3, ...UUID_BYTES, 6, 0, 0], strings: ['Example Inc.', 'Server 9', 'SN-0042-7'] },
  processorStructure({ status: 0x41, cores: 8, enabled: 8, threads: 16 }),
]);
const entryPoint = Uint8Array.from([...Buffer.from('_SM3_'), 0, 24, 3, 2, 0, 1]);

/** What dmidecode prints for another machine, so that the two are told apart. */
const dmidecode = `# dmidecode 3.4
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: Other Corp
\tProduct Name: Box
\tSerial Number: To Be Filled By O.E.M.
\tUUID: 4C4C4544-0039-3010-8048-B7C04F384432

Handle 0x0004, DMI type 4, 48 bytes
Processor Information
\tSocket Designation: CPU1
\tType: Central Processor
\tVersion: Not Specified
\tStatus: Populated, Disabled By BIOS
\tCore Count: 12
\tCore Enabled: 10
\tThread Count: 24
\tCharacteristics:
\t\t64-bit capable
`;

describe('firmware', () => {
  it('reads the table before all else', async () => {
    const files = {
      [TABLE]: table,
      [ENTRY_POINT]: entryPoint,
      '/sys/class/dmi/id/sys_vendor': 'Kernel Says\n',
    };
    expect(await firmware.collect(hostTree(files, { 'dmidecode.txt': dmidecode }).host, {})).toMatchObject({
      status: 'present',
      complete: true,
      value: {
        system: {
          manufacturer: 'Example Inc.',
          product: 'Server 9',
          serial: 'SN-0042-7',
          uuid: '4c4c4544-0039-3010-8048-b7c04f384432',
        },
        processors: [{ coreCount: 8, status: 'enabled' }],
      },
      sources: [{ name: 'smbios', status: 'read' }],
      conflicts: [],
    });
  });

  it('leaves the uuid unknown where nothing tells its byte order', async () => {
    const section = await firmware.collect(hostTree({ [TABLE]: table }).host, {});
    expect(section).toMatchObject({ value: { system: { uuid: null, product: 'Server 9' } } });
  });

  it('takes dmidecode where there is no table, with a conflict where the kernel says otherwise', async () => {
    const files = {
      '/sys/class/dmi/id/sys_vendor': 'Kernel Says\n',
      '/sys/class/dmi/id/chassis_type': '23\n',
    };
    const section = await firmware.collect(hostTree(files, { 'dmidecode.txt': dmidecode }).host, {});
    expect(section).toMatchObject({
      value: {
        system: { manufacturer: 'Other Corp', serial: null, uuid: '4c4c4544-0039-3010-8048-b7c04f384432' },
        chassis: { type: 'Rack Mount Chassis' },
        processors: [{ status: 'disabled-by-bios', coreCount: 12, coreEnabled: 10, model: null }],
      },
      conflicts: [
        {
          field: 'system.manufacturer',
          values: [
            { source: 'dmidecode', value: 'Other Corp' },
            { source: 'sysfs-dmi', value: 'Kernel Says' },
          ],
        },
      ],
    });
  });

  it('takes counts that an old dmidecode cannot print for unknown, and reads its layout', async () => {
    const old =
      'Handle 0x0100\n\tDMI type 1, 25 bytes.\n\tSystem Information Block\n\t\tVendor: Example\n\t\tProduct: Box 1\nHandle 0x0400\n\tDMI type 4, 32 bytes.\n\tProcessor\n\t\tSocket Designation: PROC 1\n\t\tProcessor Type: Central Processor\n\t\tStatus: Populated, CPU enabled\n\t\tCore Count: 255\n\t\tCore Enabled: 255\n';
    expect(await firmware.collect(hostTree({}, { 'dmidecode.txt': old }).host, {})).toMatchObject({
      value: {
        system: { manufacturer: 'Example', product: 'Box 1' },
        processors: [{ socket: 'PROC 1', status: 'enabled', coreCount: null, coreEnabled: null }],
      },
    });
  });

  it('names a POWER machine and a mainframe, which have no SMBIOS', async () => {
    const power = hostTree({
      '/proc/device-tree/model': 'IBM,8286-42A\0',
      '/proc/device-tree/system-id': 'IBM,0212345AB\0',
    });
    expect(await firmware.collect(power.host, {})).toMatchObject({
      value: { system: { manufacturer: 'IBM', product: '8286-42A', serial: '0212345AB' }, processors: null },
    });
    const mainframe = hostTree({
      '/proc/sysinfo':
        'Manufacturer:         IBM\nType:                 3906\nModel:                M03 M03\nSequence Code:        00000000000ABCDE\n',
    });
    expect(await firmware.collect(mainframe.host, {})).toMatchObject({
      value: { system: { manufacturer: 'IBM', product: '3906 M03', serial: '00000000000ABCDE' } },
    });
  });

  it('says unavailable where nothing describes the machine', async () => {
    expect(await firmware.collect(hostTree({}).host, {})).toMatchObject({ status: 'unavailable' });
  });
});
