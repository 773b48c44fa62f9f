import { describe, expect, it } from 'vitest';
import { operatingSystem } from '../../../../agent/src/collectors/operating-system/operating-system.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { registryExport } from '../../../support/registry-export.ts';

const REGISTRY = registryExport({
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
    CurrentMajorVersionNumber: 10,
    CurrentMinorVersionNumber: 0,
    CurrentVersion: '6.3',
    CurrentBuildNumber: '20348',
    UBR: 2227,
    DisplayVersion: '21H2',
    EditionID: 'ServerStandard',
    ProductName: 'Windows Server 2022 Standard',
    ProductId: '00454-SECRET',
    RegisteredOwner: 'SECRET',
  },
});

describe('Windows as operating system', () => {
  it('is told by the registry, its channel by the licensing service', async () => {
    const { host } = hostTree({}, { 'a.reg': REGISTRY, 'windows-channel.txt': 'Volume:GVLK\r\n' });
    const section = await operatingSystem.collect(host, {});
    expect(section).toMatchObject({
      complete: true,
      value: {
        family: 'windows',
        id: 'windows',
        versionId: '10.0',
        name: 'Windows Server 2022 Standard',
        prettyName: 'Windows Server 2022 Standard 21H2',
        edition: 'ServerStandard',
        build: '20348.2227',
        channel: 'Volume:GVLK',
      },
    });
    expect(JSON.stringify(section)).not.toContain('SECRET');
  });

  it.each(['', 'Retail\nOEM:DM\n', 'Get-CimInstance : Access denied', 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE'])(
    'has no channel by %j',
    async (output) => {
      const { host } = hostTree({}, { 'a.reg': REGISTRY, 'windows-channel.txt': output });
      expect(await operatingSystem.collect(host, {})).toMatchObject({
        status: 'present',
        value: { channel: null },
      });
    },
  );

  it('is unavailable where the registry does not hold it', async () => {
    const { host } = hostTree({}, { 'a.reg': '' });
    expect(await operatingSystem.collect(host, {})).toMatchObject({ status: 'unavailable' });
  });
});
