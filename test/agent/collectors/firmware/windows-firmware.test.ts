import { describe, expect, it } from 'vitest';
import { firmware } from '../../../../agent/src/collectors/firmware/firmware.ts';
import { memory } from '../../../../agent/src/collectors/memory/memory.ts';
import type { Host, RegistryKey } from '../../../../agent/src/host/host.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { processorStructure, smbiosTable } from '../../../support/smbios-table.ts';

const SMBIOS = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data';
const NAMES = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';

/** A Windows machine that has nothing but these registry values. */
function windows(keys: Readonly<Record<string, Readonly<Record<string, string>>>>): Host {
  const registry = async (path: string): Promise<RegistryKey | undefined> => {
    const values = keys[path];
    if (values === undefined) return undefined;
    const entries = Object.entries(values).map(
      ([name, data]) => [name.toLowerCase(), { name, type: 'REG_SZ', data }] as const,
    );
    return { name: path.slice(path.lastIndexOf('\\') + 1), values: new Map(entries), subkeys: [] };
  };
  return { ...hostTree({}).host, platform: 'win32', registry };
}

const UUID_BYTES = [
  0x4d, 0x35, 0x42, 0x42, 0, 0x11, 0x22, 0x33, 0x80, 0x48, 0xb7, 0xc0, 0x4f, 0x38, 0x44, 0x32,
];
const table = smbiosTable([
  { type: 1, body: [1, 2, 0, 3, ...UUID_BYTES, 6, 0, 0], strings: ['HPE', 'ProLiant DL380', 'CZ0042'] },
  processorStructure({ status: 0x41, cores: 20, enabled: 18, threads: 40 }),
  { type: 17, body: [...Buffer.alloc(8), 0x00, 0x40, ...Buffer.alloc(0x20)] },
]);

/** As the mssmbios driver writes it: calling method, version 3.2, revision, length, table. */
function smbiosData(length = table.length): string {
  const header = Buffer.from([0, 3, 2, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, table]).toString('hex');
}

describe('firmware of a Windows machine', () => {
  it('is read from the table in the registry', async () => {
    const host = windows({
      [SMBIOS]: { SMBiosData: smbiosData() },
      [NAMES]: { SystemManufacturer: 'other' },
    });
    expect(await firmware.collect(host, {})).toMatchObject({
      status: 'present',
      complete: true,
      value: {
        system: {
          manufacturer: 'HPE',
          product: 'ProLiant DL380',
          serial: 'CZ0042',
          uuid: '4242354d-1100-3322-8048-b7c04f384432',
        },
        processors: [{ coreCount: 20, coreEnabled: 18, threadCount: 40, status: 'enabled' }],
      },
    });
    expect(await memory.collect(host, {})).toMatchObject({ value: { installedBytes: 16 * 1024 ** 3 } });
  });

  it('is named by the loader where there is no table, or one cut short', async () => {
    const names = { SystemManufacturer: 'Microsoft Corporation', SystemProductName: 'Virtual Machine' };
    for (const data of [undefined, '0003', 'no hex']) {
      const host = windows({
        [NAMES]: names,
        ...(data === undefined ? {} : { [SMBIOS]: { SMBiosData: data } }),
      });
      expect(await firmware.collect(host, {})).toMatchObject({
        value: { system: { manufacturer: 'Microsoft Corporation', uuid: null }, processors: null },
      });
    }
  });

  it('does not believe a length beyond the data', async () => {
    const host = windows({ [SMBIOS]: { SMBiosData: smbiosData(0xffff_ffff) } });
    expect(await firmware.collect(host, {})).toMatchObject({ value: { system: { manufacturer: 'HPE' } } });
  });

  it('is unavailable without either', async () => {
    expect(await firmware.collect(windows({}), {})).toMatchObject({ status: 'unavailable' });
  });
});
