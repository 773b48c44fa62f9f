import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { SOURCES } from '../../support/aws/test-aws.ts';
import { callDouble } from '../../support/aws-double/call-double.ts';

const SQL01 = 'mi-0a1b2c3d4e5f60711';
const NODES = [
  ['mi-00000000000000001', 'AWS::SSM::ManagedInstance', 'hybrid'],
  ['mi-00000000000000002', 'AWS::EC2::Instance', 'ec2'],
  ['mi-00000000000000003', 'compute.googleapis.com/Instance', 'gcp'],
  ['mi-00000000000000004', 'Microsoft.Compute/virtualMachines', 'azure'],
  ['mi-00000000000000005', 'AWS::IoT::Thing', 'iot'],
  ['mi-00000000000000006', 'Some::New::Thing', 'other'],
] as const;

let world: AwsWorld;
let operator: { authorization: string };

async function started(options: Parameters<typeof startAwsWorld>[0] = {}): Promise<void> {
  world = await startAwsWorld(options);
  operator = await world.collector.bearer('operator');
}
afterEach(() => world.close());

async function get(path: string, status = 200) {
  const answer = await world.collector.app.inject({ url: `/v1/${path}`, headers: operator });
  expect(answer.statusCode, answer.body).toBe(status);
  return answer.json();
}

describe('a hybrid registration', () => {
  it('says what kind of machine it is: a cloud machine that is hybrid-registered is none of ours on-premises', async () => {
    const instances = NODES.map(
      ([id, sourceType]) => `          - { id: ${id}, sourceType: "${sourceType}", computerName: ${id} }\n`,
    );
    await started({
      sources: [SOURCES[0]],
      fleet: `accounts:\n  - id: "111122223333"\n    accessKeys: [AKIADOUBLE1111222233]\n    regions:\n      eu-central-1:\n        instances:\n${instances.join('')}          - { id: i-0123456789abcdef0 }\n`,
    });
    await world.sync();
    const { items } = await get('aws/managed-instances');
    expect(items.map(({ instanceId, origin }: Record<string, string>) => [instanceId, origin])).toEqual(
      NODES.map(([id, , origin]) => [id, origin]),
    );
    const { findings } = await world.reconcile();
    const missing = findings
      .filter(({ kind }) => kind === 'agent-missing')
      .map(({ key }) => key.split(':')[1]);
    expect(missing).not.toContain('mi-00000000000000002');
  });
});

describe('inventory types of the account’s own', () => {
  const rack = (world: AwsWorld, type: string) =>
    callDouble(world.double.url, {
      service: 'ssm',
      operation: 'PutInventory',
      input: {
        InstanceId: SQL01,
        Items: [
          {
            TypeName: type,
            SchemaVersion: '1.0',
            CaptureTime: '2026-01-01T00:00:00Z',
            Content: [{ Row: '4' }],
          },
        ],
      },
    });
  const parts = async () => {
    const { items } = await get('aws/inventory');
    return [...new Set(items.map(({ typeName }: { typeName: string }) => typeName))].sort();
  };

  beforeEach(() => started({ sources: [SOURCES[0]], inventoryTypes: ['AWS:Tag', 'Custom:*'] }));

  it('are all read by Custom:*, those that come later too; one that is gone ends', async () => {
    await rack(world, 'Custom:Rack');
    await rack(world, 'Custom:Odd-Name_1');
    await world.sync();
    expect(await parts()).toEqual(['Custom:Odd-Name_1', 'Custom:Rack']);
    await rack(world, 'Custom:Later');
    const region = world.double.state.accounts.get('111122223333')?.regions.get('eu-central-1');
    region?.instances.get(SQL01)?.inventory.delete('Custom:Rack');
    await world.sync();
    expect(await parts()).toEqual(['Custom:Later', 'Custom:Odd-Name_1']);
  });

  it('stay, and are read, where their list cannot be; that is told', async () => {
    await rack(world, 'Custom:Rack');
    await world.sync();
    world.double.addFault({ kind: 'access-denied', operation: 'GetInventorySchema' });
    const report = await world.sync();
    expect(report.units.filter(({ status }) => status === 'failed').map(({ part }) => part)).toEqual([
      'Custom:*',
    ]);
    expect(report.units.find(({ part }) => part === 'Custom:Rack')).toMatchObject({
      status: 'complete',
      facts: 1,
    });
    expect(await parts()).toEqual(['Custom:Rack']);
    const [source] = (await get('aws/sources')).items;
    const stale = source.units.filter(({ staleSince }: { staleSince: string | null }) => staleSince !== null);
    expect(stale).toMatchObject([
      { kind: 'inventory', part: 'Custom:*', error: expect.stringContaining('GetInventorySchema') },
    ]);
  });
});

describe('one host, asked of AWS now', () => {
  beforeEach(async () => {
    await started();
    await world.report('sql01', { managedInstanceId: SQL01 });
    await world.report('bare', null);
    await world.sync();
    world.double.forgetCalls();
  });

  it('shows an inventory type entry by entry, by host, name or managed instance', async () => {
    for (const name of ['sql01', SQL01]) {
      const { items } = await get(`hosts/${name}/aws-inventory?type=AWS:Application`);
      expect(items).toMatchObject([
        {
          instanceId: SQL01,
          account: '111122223333',
          capturedAt: expect.stringContaining('T'),
          entries: [{ Name: 'Microsoft SQL Server 2019 (64-bit)', Version: '' }, {}],
        },
      ]);
    }
    expect(world.double.calls.filter(({ operation }) => operation === 'ListInventoryEntries')).toHaveLength(
      2,
    );
    expect((await get(`hosts/${SQL01}/aws-inventory?type=Custom:Never`)).items).toMatchObject([
      { capturedAt: null, entries: [] },
    ]);
  });

  it('shows the license configurations it is associated with, by the ARN AWS gave', async () => {
    const { items } = await get('hosts/sql01/aws-licenses');
    expect(items).toMatchObject([
      {
        instanceId: SQL01,
        resourceArn: `arn:aws:ssm:eu-central-1:111122223333:managed-instance/${SQL01}`,
        configurations: [{ name: 'SQL Server 2019 by vCPU' }, { name: 'Monitoring agent by instance' }],
      },
    ]);
  });

  it('says what is missing', async () => {
    expect(await get('hosts/bare/aws-licenses', 404)).toMatchObject({
      detail: 'bare has no registration with Systems Manager',
    });
    expect(await get('hosts/mi-0123456789abcdef0/aws-licenses', 404)).toMatchObject({
      detail: expect.stringContaining('no configured source lists mi-0123456789abcdef0'),
    });
    await get('hosts/nobody/aws-licenses', 404);
    await get(`hosts/${SQL01}/aws-inventory?type=Nonsense`, 400);
    world.double.addFault({ kind: 'access-denied', operation: 'ListInventoryEntries' });
    expect(await get(`hosts/${SQL01}/aws-inventory?type=AWS:Application`, 502)).toMatchObject({
      code: 'aws-denied',
    });
  });
});

describe('an organization', () => {
  const organization = { ...SOURCES[0], organization: true };
  const region = (id: string) => world.double.state.accounts.get(id)?.regions.get('eu-central-1');
  const create = (account: string, Name: string) =>
    callDouble(world.double.url, {
      service: 'license-manager',
      operation: 'CreateLicenseConfiguration',
      account,
      input: { Name, LicenseCountingType: 'Instance', LicenseCount: 5 },
    });

  it('is listed across accounts, each configuration once, its own with their tags', async () => {
    await started({ sources: [organization] });
    await create('444455556666', 'of the other account');
    const settings = region('111122223333')?.settings;
    if (settings) settings.organization = true;
    const { failed } = await world.sync();
    expect(failed).toBe(0);
    const { items } = await get('aws/license-configurations');
    expect(
      items.map(({ name, tags }: { name: string; tags: object | null }) => [name, tags === null]),
    ).toEqual([
      ['SQL Server 2019 by vCPU', false],
      ['Oracle Database Enterprise by core', false],
      ['Monitoring agent by instance', false],
      ['of the other account', true],
    ]);
  });

  it('whose integration is off fails in that part alone', async () => {
    await started({ sources: [organization] });
    const { units, failed } = await world.sync();
    expect(failed).toBe(1);
    expect(units.find(({ status }) => status === 'failed')).toMatchObject({
      kind: 'organization-configuration',
      error: expect.stringContaining('AccessDeniedException: Organization integration is not enabled'),
    });
  });
});

it('report generators and settings are shown', async () => {
  await started({ sources: [SOURCES[0]] });
  const ask = (operation: string, input: object) =>
    callDouble(world.double.url, { service: 'license-manager', operation, input });
  const arn = (await ask('ListLicenseConfigurations', {})).body.LicenseConfigurations as {
    LicenseConfigurationArn: string;
  }[];
  await ask('CreateLicenseManagerReportGenerator', {
    ReportGeneratorName: 'weekly',
    Description: 'for the auditors',
    Type: ['LicenseConfigurationSummaryReport'],
    ReportContext: { licenseConfigurationArns: [arn[0]?.LicenseConfigurationArn] },
    ReportFrequency: { value: 1, period: 'WEEK' },
    ClientToken: 'first',
  });
  await ask('UpdateServiceSettings', {
    OrganizationConfiguration: { EnableIntegration: true },
    EnableCrossAccountsDiscovery: true,
    EnabledDiscoverySourceRegions: ['eu-west-1'],
  });
  await world.sync();
  expect((await get('aws/report-generators')).items).toMatchObject([
    {
      name: 'weekly',
      description: 'for the auditors',
      types: ['LicenseConfigurationSummaryReport'],
      every: '1 WEEK',
      configurationArns: [arn[0]?.LicenseConfigurationArn],
      location: 's3://aws-license-manager-service-double/Reports/weekly',
    },
  ]);
  expect((await get('aws/settings')).items).toMatchObject([
    {
      organizationIntegrated: true,
      crossAccountDiscovery: true,
      crossRegionHome: 'eu-central-1',
      crossRegionSources: ['eu-west-1'],
      statusMessages: ['eu-west-1: COMPLETED'],
    },
  ]);
  const [source] = (await get('aws/sources')).items;
  expect(source.console.licenseManager).toBe(
    'https://console.aws.amazon.com/license-manager/home?region=eu-central-1',
  );
});
