import { describe, expect, it } from 'vitest';
import { software } from '../../../../agent/src/collectors/software/software.ts';
import { packedGuid } from '../../../../agent/src/collectors/software/ssm-filter.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { registryExport } from '../../../support/registry-export.ts';
import { registryHive } from '../../../support/registry-hive.ts';
import { schemaFaults } from '../../../support/sections-schema.ts';

const UNINSTALL = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const WOW64 = 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const USER = 'HKU\\S-1-5-21-1-2-3-1001';
const PRODUCT = '{90140000-0011-0000-0000-0000000FF1CE}';

const REGISTRY = registryExport({
  [`${UNINSTALL}\\Plain`]: { DisplayName: ' Plain ', DisplayVersion: '1.0', Publisher: 'Vendor' },
  [`${UNINSTALL}\\Component`]: { DisplayName: 'Component', SystemComponent: 1 },
  [`${UNINSTALL}\\Child`]: { DisplayName: 'Child', ParentKeyName: 'Plain', ReleaseType: 'Update' },
  [`${UNINSTALL}\\Update`]: { DisplayName: 'Update', ReleaseType: 'Security Update' },
  [`${UNINSTALL}\\KB1`]: { DisplayName: 'KB4 Backup' },
  [`${UNINSTALL}\\${PRODUCT}`]: { DisplayName: 'Installer product', WindowsInstaller: 1 },
  [`${UNINSTALL}\\{90140000-0011-0000-0000-0000000FF1CF}`]: { DisplayName: 'Orphan', WindowsInstaller: 1 },
  [`${UNINSTALL}\\Nameless`]: { DisplayVersion: '9' },
  [`${WOW64}\\Plain`]: { DisplayName: 'Plain', DisplayVersion: '1.0' },
  'HKLM\\SOFTWARE\\Classes\\Installer\\Products\\00004109110000000000000000F01FEC': { ProductName: 'x' },
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1001': {},
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1002': {},
  [`${USER}\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\App`]: { DisplayName: 'App' },
  [`${USER.replace('1001', '1003')}\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\App`]: {
    DisplayName: 'App',
  },
  [`${USER}_Classes\\Software`]: {},
});

describe('software of Windows', () => {
  it('is every key with a display name, with the filter by which SSM leaves it out', async () => {
    const { host } = hostTree({}, { 'software.reg': REGISTRY });
    const section = await software.collect(host, {});
    if (section.status !== 'present') throw new Error(section.status);
    expect(section.value.map(({ source, name, ssmFilter }) => [source, name, ssmFilter])).toEqual([
      ['uninstall', 'Child', 'parent-key-name'],
      ['uninstall', 'Component', 'system-component'],
      ['uninstall', 'Installer product', undefined],
      ['uninstall', 'KB4 Backup', 'kb-name'],
      ['uninstall', 'Orphan', 'not-in-installer-products'],
      ['uninstall', 'Plain', undefined],
      ['uninstall', 'Update', 'release-type'],
      ['uninstall-user', 'App', 'user-hive'],
      ['uninstall-wow64', 'Plain', undefined],
    ]);
    expect(section.value[5]).toMatchObject({
      version: '1.0',
      publisher: 'Vendor',
      location: `${UNINSTALL}\\Plain`,
    });
    expect(section.sources[2]).toEqual({
      name: 'uninstall-user',
      status: 'unavailable',
      detail: '1 of 3 user hives were not read: their folder is not known',
    });
    expect(JSON.stringify(section)).not.toContain('S-1-5-21');
  });

  const profile = (account: string, folder: string) => ({
    [`HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-${account}`]: {
      ProfileImagePath: folder,
    },
  });
  const hive = registryHive({
    'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Own': {
      DisplayName: 'Own tool',
      DisplayVersion: '3',
    },
  });

  it('of users who are not signed in is read from the hive in their profile', async () => {
    const registry = registryExport({
      'HKU\\S-1-5-18': {},
      ...profile('1001', 'C:\\Users\\ada'),
      ...profile('1002', '%SystemDrive%\\Users\\grace'),
      ...profile('1003', 'C:\\Users\\gone'),
      [UNINSTALL]: {},
    });
    const files = { '/C/Users/ada/NTUSER.DAT': hive, '/C/Users/grace/ntuser.dat': hive };
    const section = await software.collect(hostTree(files, { 'a.reg': registry }).host, {});
    expect(section).toMatchObject({
      complete: true,
      value: [{ source: 'uninstall-user', name: 'Own tool', version: '3', ssmFilter: 'user-hive' }],
    });
  });

  it('of a user whose hive cannot be read makes the section incomplete, without a word of whose', async () => {
    const registry = registryExport({
      'HKU\\S-1-5-18': {},
      ...profile('1001', 'C:\\Users\\ada'),
      ...profile('1002', 'C:\\Users\\grace'),
      ...profile('1003', 'C:\\Users\\mary'),
      [UNINSTALL]: {},
    });
    const open = Buffer.from(hive);
    open.writeUInt32LE(2, 4);
    const files = {
      '/C/Users/ada/NTUSER.DAT': 'regf',
      '/C/Users/grace/NTUSER.DAT': hive,
      '/C/Users/mary/NTUSER.DAT': open,
    };
    const section = await software.collect(hostTree(files, { 'a.reg': registry }).host, {});
    expect(section).toMatchObject({ complete: false, value: [{ name: 'Own tool' }] });
    if (section.status !== 'present') throw new Error(section.status);
    expect(section.sources[2]?.detail).toBe(
      '2 of 3 user hives were not read: a damaged registry hive, a registry hive that was not closed',
    );
    expect(JSON.stringify(section)).not.toMatch(/ada|grace|mary|S-1-5/);
  });

  it('keeps to the wire schema whatever the registry holds', async () => {
    const odd = registryExport({
      [`${UNINSTALL}\\${'k'.repeat(3000)}`]: {
        DisplayName: `${'\ud83d\ude00'.repeat(400)}\u0000`,
        Publisher: 'p'.repeat(9000),
      },
      [`${UNINSTALL}\\Empty`]: { DisplayName: ' ' },
    });
    const section = await software.collect(hostTree({}, { 'a.reg': odd }).host, {});
    expect(section).toMatchObject({ status: 'present', value: [{ source: 'uninstall' }] });
    expect(schemaFaults({ software: section }).filter((fault) => fault.startsWith('/software/'))).toEqual([]);
  });

  it('packs product codes as Windows Installer does', () => {
    expect(packedGuid(PRODUCT)).toBe('00004109110000000000000000f01fec');
    expect(packedGuid('Plain')).toBeUndefined();
  });
});
