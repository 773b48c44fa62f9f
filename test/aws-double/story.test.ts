import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsWorld, startAwsWorld } from '../support/aws/aws-world.ts';
import { type AwsCliSession, awsCliSession } from '../support/aws/awscli-session.ts';
import { SOURCES } from '../support/aws/test-aws.ts';
import { exchangeValidator } from '../support/aws-models/validate-exchange.ts';
import { dpkgItem, presentSection } from '../support/collector/test-agent.ts';
import { describeWithPackages } from '../support/debian-package.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const FLEET = `
accounts:
  - id: "${ACCOUNT}"
    accessKeys: [AKIADOUBLE1111222233]
    serviceRoles: [SSMServiceRole]
    regions:
      ${REGION}:
        receivedLicenses:
          - id: 6a5f4e3d2c1b0a9f8e7d6c5b4a392817
            name: Example Backup
            product: Example Backup
            issuer: Example Software Inc.
            begins: "2026-01-01T00:00:00Z"
            ends: "2027-01-01T00:00:00Z"
            entitlements: [{ name: Nodes, max: 50, unit: Count }]
`;
const APPLICATION = 'Microsoft SQL Server 2019 (64-bit)';
/** Whole seconds, and not before what was reported just now. */
const captured = () => new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z');

/** What SSM Agent uploads, as AWS CLI takes it. */
function inventoryItem(TypeName: string, Content: readonly Record<string, string>[]): string {
  const SchemaVersion = TypeName === 'AWS:Application' ? '1.1' : '1.0';
  return JSON.stringify([{ TypeName, SchemaVersion, CaptureTime: captured(), Content }]);
}

/** The whole way of a hybrid fleet, each step made by AWS CLI and then read by the collector: both must say the same. */
await describeWithPackages(
  'the story, by AWS CLI and by the collector',
  ['awscli', 'python3-botocore'],
  () => {
    let world: AwsWorld;
    let aws: AwsCliSession;
    let viewer: { authorization: string };
    let configuration: string;
    let discovered: string;
    const nodes: string[] = [];

    beforeAll(async () => {
      world = await startAwsWorld({
        fleet: FLEET,
        sources: [SOURCES[0]],
        inventoryTypes: ['AWS:Application', 'AWS:InstanceDetailedInformation', 'AWS:Tag', 'Custom:*'],
      });
      aws = awsCliSession({ endpoint: world.double.url, accessKey: ACCOUNT, region: REGION });
      viewer = await world.collector.bearer('operator');
    });
    afterAll(async () => {
      aws.close();
      await world.close();
    });

    async function read(path: string) {
      const answer = await world.collector.app.inject({ url: `/v1/${path}`, headers: viewer });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json();
    }
    /** Open findings, by kind: what they are about. */
    async function findings(...kinds: string[]): Promise<string[]> {
      const { failed, unreachable } = await world.sync();
      expect([failed, unreachable]).toEqual([0, []]);
      await world.collector.collector.services.reconcile.run();
      const { items } = await read('findings?state=open&limit=1000');
      return items
        .filter(({ kind }: { kind: string }) => kinds.includes(kind))
        .map(({ kind, summary }: { kind: string; summary: string }) => `${kind}: ${summary}`)
        .sort();
    }
    async function position(name: string) {
      const { report } = await world.answer();
      return report.positions.find(({ license }) => license.name === name);
    }

    it('1. a license configuration is made, and is a license of the collector', async () => {
      const made = await aws.json(
        ...['license-manager', 'create-license-configuration', '--name', 'Splunk by vCPU'],
        ...['--license-counting-type', 'vCPU', '--license-count', '40', '--license-rules', '#minimumVcpus=2'],
        '--tags',
        ...['Key=coreledger:product,Value=splunk/enterprise', 'Key=coreledger:metric,Value=vcpu'],
      );
      configuration = made.LicenseConfigurationArn;
      expect(await findings('rule-unrecognized', 'license-unbound')).toEqual([]);
      const [shown] = (await read('aws/license-configurations')).items;
      const got = await aws.json(
        'license-manager',
        'get-license-configuration',
        '--license-configuration-arn',
        configuration,
      );
      expect(shown).toMatchObject({
        arn: got.LicenseConfigurationArn,
        name: got.Name,
        licenseCount: got.LicenseCount,
        consumed: got.ConsumedLicenses,
        rules: got.LicenseRules,
        tags: { 'coreledger:product': 'splunk/enterprise' },
      });
      expect(await position('Splunk by vCPU')).toMatchObject({ owned: 40, consumedInAws: 0, balance: 40 });
    });

    it('2. an activation is made for two hosts, and listed by both', async () => {
      const made = await aws.json(
        ...['ssm', 'create-activation', '--iam-role', 'SSMServiceRole', '--registration-limit', '2'],
        ...['--default-instance-name', 'on-prem-server', '--tags', 'Key=site,Value=berlin'],
      );
      const { ActivationList } = await aws.json('ssm', 'describe-activations');
      const { items } = await read('activations');
      expect(items).toMatchObject([
        {
          activationId: made.ActivationId,
          state: 'open',
          registrations: 0,
          registrationLimit: 2,
          tags: { site: 'berlin' },
        },
      ]);
      expect(ActivationList[0]).toMatchObject({ ActivationId: made.ActivationId, RegistrationLimit: 2 });

      for (const computerName of ['db01.corp.example', 'sql01.corp.example']) {
        nodes.push(
          world.double.register({
            activationId: made.ActivationId,
            activationCode: made.ActivationCode,
            computerName,
            ...(computerName.startsWith('sql') && {
              platformType: 'Windows',
              platformName: 'Microsoft Windows Server 2022 Standard',
            }),
          }),
        );
      }
      expect((await read('activations')).items).toMatchObject([{ state: 'full', registrations: 2 }]);
    });

    it('3. the hosts that registered are managed instances, and miss an agent until one reports from there', async () => {
      const [db01 = '', sql01 = ''] = nodes;
      const listed = await aws.json(
        'ssm',
        'describe-instance-information',
        '--filters',
        'Key=ResourceType,Values=ManagedInstance',
      );
      expect(await findings('agent-missing')).toHaveLength(2);
      const shown = (await read('aws/managed-instances')).items;
      const ids = (list: { InstanceId: string }[]) => list.map(({ InstanceId }) => InstanceId).sort();
      expect(shown.map(({ instanceId }: { instanceId: string }) => instanceId).sort()).toEqual(
        ids(listed.InstanceInformationList),
      );
      await world.report(
        'db01',
        { managedInstanceId: db01 },
        { software: presentSection([dpkgItem('splunk')]) },
      );
      await world.report('sql01', { managedInstanceId: sql01 });
      expect(await findings('agent-missing', 'not-managed-by-ssm')).toEqual([]);
    });

    it('4. inventory is put, of AWS’s types and of our own, and is what the collector sees', async () => {
      const [db01 = '', sql01 = ''] = nodes;
      const put = (node: string, items: string) =>
        aws.json('ssm', 'put-inventory', '--instance-id', node, '--items', items);
      for (const node of nodes)
        await put(
          node,
          inventoryItem('AWS:InstanceDetailedInformation', [{ CPUSockets: '2', CPUCores: '16', CPUs: '32' }]),
        );
      await put(
        db01,
        inventoryItem('AWS:Application', [
          {
            Name: 'splunk',
            Version: '1.0',
            Publisher: 'Debian',
            ApplicationType: '',
            Architecture: 'x86_64',
          },
        ]),
      );
      await put(
        sql01,
        inventoryItem('AWS:Application', [
          { Name: APPLICATION, Version: '', Publisher: 'Microsoft Corporation' },
        ]),
      );
      await put(db01, inventoryItem('Custom:Rack', [{ Row: '4', Unit: '17' }]));
      expect(
        await findings('socket-count-differs', 'core-count-differs', 'logical-processor-count-differs'),
      ).toEqual([]);
      for (const [type, count] of [
        ['AWS:InstanceDetailedInformation', 2],
        ['Custom:Rack', 1],
      ] as const) {
        const got = await aws.json('ssm', 'get-inventory', '--result-attributes', `TypeName=${type}`);
        const theirs = got.Entities.flatMap(
          ({ Id, Data }: { Id: string; Data: Record<string, { Content: object[] }> }) =>
            Data[type] === undefined ? [] : [[Id, Data[type].Content]],
        );
        const { items } = await read(`aws/inventory?part=${encodeURIComponent(type)}`);
        const ours = items.map(({ instanceId, entries }: { instanceId: string; entries: object[] }) => [
          instanceId,
          entries,
        ]);
        expect(ours.sort()).toEqual(theirs.sort());
        expect(ours).toHaveLength(count);
      }

      await put(
        db01,
        inventoryItem('AWS:InstanceDetailedInformation', [{ CPUSockets: '1', CPUCores: '16', CPUs: '32' }]),
      );
      expect(await findings('socket-count-differs')).toHaveLength(1);
      await put(
        db01,
        inventoryItem('AWS:InstanceDetailedInformation', [{ CPUSockets: '2', CPUCores: '16', CPUs: '32' }]),
      );
      expect(await findings('socket-count-differs')).toEqual([]);
    });

    it('5. what is installed and not associated is a finding, until it is associated with the ARN AWS gives', async () => {
      const [db01 = ''] = nodes;
      expect(await findings('installed-not-associated')).toEqual([
        'installed-not-associated: Splunk by vCPU: installed on db01, which is not associated',
      ]);
      const { ResourceInventoryList } = await aws.json(
        ...['license-manager', 'list-resource-inventory', '--filters'],
        'Name=application_name,Condition=BEGINS_WITH,Value=splunk',
      );
      expect(ResourceInventoryList).toMatchObject([{ ResourceId: db01 }]);
      const arn = ResourceInventoryList[0].ResourceArn;
      const change = ['license-manager', 'update-license-specifications-for-resource', '--resource-arn', arn];
      const specification = `LicenseConfigurationArn=${configuration}`;
      await aws.json(...change, '--add-license-specifications', specification);
      expect(await findings('installed-not-associated', 'associated-not-installed')).toEqual([]);
      const { LicenseSpecifications } = await aws.json(
        'license-manager',
        'list-license-specifications-for-resource',
        '--resource-arn',
        arn,
      );
      expect(LicenseSpecifications).toEqual([{ LicenseConfigurationArn: configuration }]);
    });

    it('6. usage is the same on both sides: License Manager counts vCPUs as logical processors', async () => {
      const [db01 = ''] = nodes;
      const { LicenseConfigurationUsageList } = await aws.json(
        ...[
          'license-manager',
          'list-usage-for-license-configuration',
          '--license-configuration-arn',
          configuration,
        ],
      );
      const { items } = await read(`aws/usage?part=${encodeURIComponent(configuration)}`);
      expect(items).toMatchObject(
        LicenseConfigurationUsageList.map(
          (usage: { ResourceArn: string; ResourceType: string; ConsumedLicenses: number }) => ({
            resourceArn: usage.ResourceArn,
            resourceType: usage.ResourceType,
            consumed: usage.ConsumedLicenses,
          }),
        ),
      );
      expect(items).toMatchObject([{ resourceArn: expect.stringContaining(db01), consumed: 32 }]);
      const found = await position('Splunk by vCPU');
      expect(found).toMatchObject({ owned: 40, onPremises: { total: 32 }, balance: 8 });
    });

    it('7. automated discovery associates by exact name, and what it cannot do is listed as a failure', async () => {
      const [, sql01 = ''] = nodes;
      const filter = (value: string) => [
        {
          ProductInformationFilterName: 'Application Name',
          ProductInformationFilterValue: [value],
          ProductInformationFilterComparator: 'EQUALS',
        },
      ];
      const made = await aws.json(
        ...[
          'license-manager',
          'create-license-configuration',
          '--name',
          'SQL Server 2019',
          '--license-counting-type',
          'vCPU',
        ],
        ...['--license-count', '16', '--license-count-hard-limit', '--product-information-list'],
        JSON.stringify([{ ResourceType: 'SSM_MANAGED', ProductInformationFilterList: filter(APPLICATION) }]),
      );
      discovered = made.LicenseConfigurationArn;
      world.double.discover();
      expect(await findings('rule-violation')).toEqual([]);
      const failures = async () =>
        (
          await aws.json(
            'license-manager',
            'list-failures-for-license-configuration-operations',
            '--license-configuration-arn',
            discovered,
          )
        ).LicenseOperationFailureList;
      expect(await failures()).toMatchObject([
        {
          ErrorMessage: 'You do not have enough licenses available.',
          ResourceArn: expect.stringContaining(sql01),
        },
      ]);
      const { items } = await read(`aws/failures?part=${encodeURIComponent(discovered)}`);
      expect(items).toMatchObject([
        {
          message: 'You do not have enough licenses available.',
          resourceArn: expect.stringContaining(sql01),
        },
      ]);

      await aws.json(
        'license-manager',
        'update-license-configuration',
        '--license-configuration-arn',
        discovered,
        '--license-count',
        '64',
      );
      world.double.discover();
      await world.sync();
      const usage = (await read(`aws/usage?part=${encodeURIComponent(discovered)}`)).items;
      expect(usage).toMatchObject([{ resourceArn: expect.stringContaining(sql01), consumed: 32 }]);
    });

    it('8. received licenses and grants are a section of their own', async () => {
      const { Licenses } = await aws.json('license-manager', 'list-received-licenses');
      const licenses = (await read('aws/received-licenses')).items;
      expect(licenses).toMatchObject([{ arn: Licenses[0].LicenseArn, name: Licenses[0].LicenseName }]);
      const { Grants } = await aws.json('license-manager', 'list-received-grants');
      expect((await read('aws/received-grants')).items).toMatchObject([{ arn: Grants[0].GrantArn }]);
    });

    it('9. a host that is deregistered leaves usage and list; the collector goes on counting what is installed', async () => {
      const [db01 = ''] = nodes;
      await aws.json('ssm', 'deregister-managed-instance', '--instance-id', db01);
      expect(await findings('not-managed-by-ssm', 're-registered')).toEqual([
        expect.stringContaining('db01'),
      ]);
      const { ConsumedLicenses } = await aws.json(
        'license-manager',
        'get-license-configuration',
        '--license-configuration-arn',
        configuration,
      );
      expect(ConsumedLicenses).toBe(0);
      expect(await position('Splunk by vCPU')).toMatchObject({ onPremises: { total: 32 }, balance: 8 });
    });

    it('throughout, requests and answers are as the service models say', () => {
      const validate = exchangeValidator();
      const verdicts = world.double.calls.map((call) => validate(call));
      expect(verdicts.flatMap(({ faults }) => faults)).toEqual([]);
      expect(verdicts.length).toBeGreaterThan(100);
    });
  },
);
