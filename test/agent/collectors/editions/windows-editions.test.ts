import { describe, expect, it } from 'vitest';
import { editions } from '../../../../agent/src/collectors/editions/editions.ts';
import { HostReadError } from '../../../../agent/src/host/host.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { registryExport } from '../../../support/registry-export.ts';

const SQL = 'HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server';
const SQL32 = 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Microsoft SQL Server';
const VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

const SERVER = {
  EditionID: 'ServerDatacenterEval',
  InstallationType: 'Server Core',
  CurrentBuildNumber: '20348',
  UBR: 2227,
  ProductName: 'Windows Server 2022 Datacenter Evaluation',
  DigitalProductId: 'SECRET',
};

async function collect(keys: Parameters<typeof registryExport>[0]) {
  const section = await editions.collect(hostTree({}, { 'all.reg': registryExport(keys) }).host, {});
  if (section.status !== 'present') throw new Error(section.status);
  return section;
}

describe('editions on Windows', () => {
  it('every SQL Server instance with the edition of its own setup', async () => {
    const { value } = await collect({
      [VERSION]: SERVER,
      [`${SQL}\\Instance Names\\SQL`]: {
        MSSQLSERVER: 'MSSQL16.MSSQLSERVER',
        DEV: 'MSSQL16.DEV',
        GONE: 'MSSQL13.GONE',
      },
      [`${SQL}\\Instance Names\\RS`]: { SSRS: 'SSRS' },
      [`${SQL}\\MSSQL16.MSSQLSERVER\\Setup`]: {
        Edition: 'Enterprise Edition: Core-based Licensing',
        Version: '16.0.1000.6',
        PatchLevel: '16.0.4135.4',
        SqlCluster: 1,
        ProductID: 'SECRET',
      },
      [`${SQL}\\MSSQL16.DEV\\Setup`]: {
        Edition: 'Enterprise Developer Edition',
        Version: '16.0.1000.6',
        PatchLevel: '16.0.4135.4',
      },
      [`${SQL}\\SSRS\\Setup`]: { Edition: 'Standard Edition', Version: '16.0.1' },
      [`${SQL32}\\Instance Names\\SQL`]: { OLD: 'MSSQL.1' },
      [`${SQL32}\\MSSQL.1\\Setup`]: { Edition: 'Standard Edition', Version: '9.00.5000.00' },
      [`${SQL32}\\MSSQL.1\\Cluster`]: { ClusterName: 'sql' },
    });
    const found = value.filter(({ detector }) => detector === 'sql-server');
    expect(
      found.map(({ instance, edition, version, confidence, attributes }) => [
        instance,
        edition,
        version,
        confidence,
        attributes.component,
        attributes.clustered,
        attributes.bits,
      ]),
    ).toEqual([
      [
        'MSSQLSERVER',
        'Enterprise Edition: Core-based Licensing',
        '16.0.4135.4',
        'high',
        'engine',
        'yes',
        '64',
      ],
      ['DEV', 'Enterprise Developer Edition', '16.0.4135.4', 'high', 'engine', 'no', '64'],
      ['GONE', null, null, 'low', 'engine', undefined, '64'],
      ['SSRS', 'Standard Edition', '16.0.1', 'high', 'reporting', 'no', '64'],
      ['OLD', 'Standard Edition', '9.00.5000.00', 'high', 'engine', 'yes', '32'],
    ]);
    expect(found[0]?.evidence[1]).toEqual({
      location: `${SQL}\\MSSQL16.MSSQLSERVER\\Setup`,
      detail: 'Edition=Enterprise Edition: Core-based Licensing',
    });
    expect(JSON.stringify(value)).not.toContain('SECRET');
  });

  it('an instance whose key cannot be read is unknown, with the reason; the others are not', async () => {
    const { host } = hostTree(
      {},
      {
        'all.reg': registryExport({
          [VERSION]: SERVER,
          [`${SQL}\\Instance Names\\SQL`]: { DEV: 'MSSQL16.DEV', PROD: 'MSSQL16.PROD' },
          [`${SQL}\\MSSQL16.DEV\\Setup`]: { Edition: 'Developer Edition', Version: '16.0.1' },
          [`${SQL}\\MSSQL16.PROD\\Setup`]: { Edition: 'Enterprise Edition', Version: '16.0.1' },
        }),
      },
    );
    const closed = [
      `${SQL}\\MSSQL16.DEV\\Setup`,
      `${SQL}\\MSSQL16.PROD\\Cluster`,
      `${SQL32}\\Instance Names`,
    ];
    const section = await editions.collect(
      {
        ...host,
        async registry(path, extent) {
          if (closed.includes(path)) throw new HostReadError('denied', `${path}: access denied`);
          return host.registry(path, extent);
        },
      },
      {},
    );
    expect(section).toMatchObject({
      complete: false,
      sources: [
        { name: 'sql-server', status: 'unavailable', detail: `${closed[0]}: access denied` },
        { name: 'windows-server', status: 'read' },
      ],
      value: [
        {
          instance: 'DEV',
          edition: null,
          version: null,
          confidence: 'low',
          evidence: [{}, { location: closed[0], detail: `${closed[0]}: access denied` }],
        },
        { instance: 'PROD', edition: 'Enterprise Edition', confidence: 'high' },
        { detector: 'windows-server' },
      ],
    });
    if (section.status !== 'present') throw new Error(section.status);
    expect(section.value[1]?.attributes.clustered).toBeUndefined();
  });

  it('Windows Server by EditionID, and none on a client', async () => {
    const server = await collect({ [VERSION]: SERVER });
    expect(server.value).toMatchObject([
      {
        detector: 'windows-server',
        edition: 'ServerDatacenterEval',
        version: '20348.2227',
        attributes: { installationType: 'Server Core' },
      },
    ]);
    const client = await collect({ [VERSION]: { EditionID: 'Professional', InstallationType: 'Client' } });
    expect(client).toMatchObject({ complete: true, value: [] });
  });

  it('a registry without the version of Windows is not a client: the section is incomplete', async () => {
    expect(await collect({ 'HKLM\\SOFTWARE\\Other': {} })).toMatchObject({ complete: false, value: [] });
  });
});
