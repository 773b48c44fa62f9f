import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callDouble } from '../support/aws-double/call-double.ts';
import { operations } from '../support/aws-double/operations/registry.ts';
import type { ServiceName } from '../support/aws-double/service-error.ts';
import { type AwsDouble, type Exchange, startAwsDouble } from '../support/aws-double/start-aws-double.ts';
import { exchangeValidator } from '../support/aws-models/validate-exchange.ts';
import { describeWithPackages } from '../support/debian-package.ts';

const ACCOUNT = '111122223333';
const ARN = `arn:aws:license-manager:eu-central-1:${ACCOUNT}:license-configuration:lic-0123456789abcdef0123456789abcdef`;
const INSTANCE = 'mi-0a1b2c3d4e5f60711';
const NODE = `arn:aws:ssm:eu-central-1:${ACCOUNT}:managed-instance/${INSTANCE}`;
const fleet = new URL('../support/aws-double/fleets/two-accounts.yaml', import.meta.url);
const absent = `${ARN}0`;

/** Per service and operation, the requests that bring out each of its answers. */
const REQUESTS: Readonly<Record<ServiceName, Readonly<Record<string, readonly unknown[]>>>> = {
  ssm: {
    DescribeInstanceInformation: [
      {},
      { MaxResults: 5 },
      { Filters: [{ Key: 'ResourceType', Values: ['ManagedInstance'] }], MaxResults: 50 },
      { Filters: [{ Key: 'tag:environment', Values: ['production'] }] },
      { Filters: [{ Key: 'tag-key', Values: ['environment'] }] },
      { Filters: [{ Key: 'InstanceIds', Values: ['mi-00000000000000000'] }] },
      { NextToken: 'nonsense' },
    ],
    GetInventory: [
      {},
      { ResultAttributes: [{ TypeName: 'AWS:Application' }], MaxResults: 2 },
      { ResultAttributes: [{ TypeName: 'AWS:InstanceDetailedInformation' }] },
      { ResultAttributes: [{ TypeName: 'AWS:WindowsRole' }] },
      { Filters: [{ Key: 'AWS:InstanceInformation.InstanceId', Values: [INSTANCE], Type: 'Equal' }] },
      { Filters: [{ Key: 'AWS:Application.Name', Values: ['Microsoft'], Type: 'BeginWith' }] },
    ],
    ListInventoryEntries: [
      { InstanceId: INSTANCE, TypeName: 'AWS:Application' },
      { InstanceId: INSTANCE, TypeName: 'AWS:Application', MaxResults: 1 },
      { InstanceId: INSTANCE, TypeName: 'Custom:Nothing' },
      { InstanceId: 'mi-00000000000000000', TypeName: 'AWS:Application' },
    ],
    GetInventorySchema: [{}, { MaxResults: 50 }, { TypeName: 'AWS:Application' }],
    PutInventory: [
      {
        InstanceId: INSTANCE,
        Items: [
          {
            TypeName: 'Custom:CoreledgerHost',
            SchemaVersion: '1.0',
            CaptureTime: '2026-01-01T00:00:00Z',
            Content: [{ Sockets: '2' }],
          },
        ],
      },
    ],
    ListTagsForResource: [
      { ResourceType: 'ManagedInstance', ResourceId: INSTANCE },
      { ResourceType: 'ManagedInstance', ResourceId: 'mi-00000000000000000' },
    ],
    AddTagsToResource: [
      { ResourceType: 'ManagedInstance', ResourceId: INSTANCE, Tags: [{ Key: 'a', Value: 'b' }] },
    ],
    CreateActivation: [
      { IamRole: 'SSMServiceRole', RegistrationLimit: 5, DefaultInstanceName: 'dc', Description: 'first' },
    ],
    DescribeActivations: [
      {},
      { MaxResults: 1 },
      { Filters: [{ FilterKey: 'IamRole', FilterValues: ['x'] }] },
    ],
    DeleteActivation: [{ ActivationId: '00000000-0000-4000-8000-000000000000' }],
    DeregisterManagedInstance: [
      { InstanceId: 'mi-0a1b2c3d4e5f60715' },
      { InstanceId: 'mi-00000000000000000' },
    ],
  },
  'license-manager': {
    CreateLicenseConfiguration: [
      { Name: 'new', LicenseCountingType: 'vCPU', LicenseCount: 3, Tags: [{ Key: 'a', Value: 'b' }] },
      { Name: 'expiring', LicenseCountingType: 'Instance', LicenseExpiry: 1_900_000_000 },
      { Name: 'new', LicenseCountingType: 'vCPU' },
    ],
    UpdateLicenseConfiguration: [
      { LicenseConfigurationArn: ARN, LicenseCount: 41, LicenseConfigurationStatus: 'AVAILABLE' },
      { LicenseConfigurationArn: absent },
    ],
    DeleteLicenseConfiguration: [{ LicenseConfigurationArn: ARN }, { LicenseConfigurationArn: absent }],
    GetLicenseConfiguration: [{ LicenseConfigurationArn: ARN }, { LicenseConfigurationArn: absent }],
    ListLicenseConfigurations: [
      {},
      { MaxResults: 2 },
      { Filters: [{ Name: 'licenseCountingType', Values: ['Core'] }] },
      { Filters: [{ Name: 'LicenseCountingType', Values: ['Core'] }] },
      { LicenseConfigurationArns: [ARN] },
    ],
    ListUsageForLicenseConfiguration: [
      { LicenseConfigurationArn: ARN },
      { LicenseConfigurationArn: ARN, MaxResults: 1 },
    ],
    ListAssociationsForLicenseConfiguration: [{ LicenseConfigurationArn: ARN, MaxResults: 1 }],
    ListLicenseSpecificationsForResource: [{ ResourceArn: NODE }],
    ListFailuresForLicenseConfigurationOperations: [{ LicenseConfigurationArn: ARN }],
    UpdateLicenseSpecificationsForResource: [
      { ResourceArn: NODE, RemoveLicenseSpecifications: [{ LicenseConfigurationArn: ARN }] },
      { ResourceArn: NODE, AddLicenseSpecifications: [{ LicenseConfigurationArn: ARN }] },
      { ResourceArn: 'arn:aws:nonsense:::x', AddLicenseSpecifications: [{ LicenseConfigurationArn: ARN }] },
    ],
    ListResourceInventory: [
      {},
      {
        Filters: [{ Name: 'application_name', Condition: 'BEGINS_WITH', Value: 'Microsoft SQL' }],
        MaxResults: 1,
      },
    ],
    UpdateServiceSettings: [
      { OrganizationConfiguration: { EnableIntegration: true }, EnableCrossAccountsDiscovery: true },
      { EnabledDiscoverySourceRegions: ['eu-west-1'] },
    ],
    GetServiceSettings: [{}],
    ListLicenseConfigurationsForOrganization: [{}, { MaxResults: 1 }],
    ListReceivedLicenses: [{}],
    ListReceivedGrants: [{}],
    CreateLicenseManagerReportGenerator: [
      {
        ReportGeneratorName: 'weekly',
        Type: ['LicenseConfigurationSummaryReport'],
        ReportContext: { licenseConfigurationArns: [ARN] },
        ReportFrequency: { value: 1, period: 'WEEK' },
        ClientToken: 'first',
      },
    ],
    ListLicenseManagerReportGenerators: [{}],
    ListTagsForResource: [{ ResourceArn: ARN }],
    TagResource: [{ ResourceArn: ARN, Tags: [{ Key: 'a', Value: 'b' }] }],
    UntagResource: [{ ResourceArn: ARN, TagKeys: ['a'] }],
  },
  sts: {
    GetCallerIdentity: [{}],
    AssumeRole: [
      { RoleArn: `arn:aws:iam::${ACCOUNT}:role/CoreledgerReader`, RoleSessionName: 'coreledger' },
      { RoleArn: `arn:aws:iam::${ACCOUNT}:role/NoSuchRole`, RoleSessionName: 'coreledger' },
    ],
  },
  sns: { Publish: [{ TopicArn: `arn:aws:sns:eu-central-1:${ACCOUNT}:x`, Subject: 'hi', Message: 'there' }] },
  monitoring: {
    PutMetricData: [{ Namespace: 'Coreledger', MetricData: [{ MetricName: 'Consumption', Value: 3 }] }],
    PutMetricAlarm: [
      {
        AlarmName: 'x',
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 1,
        MetricName: 'Consumption',
        Namespace: 'Coreledger',
        Statistic: 'Maximum',
        Period: 3600,
      },
    ],
  },
};

await describeWithPackages(
  'every answer of the double, judged by botocore models',
  ['python3-botocore'],
  () => {
    let double: AwsDouble;
    const exchanges: Exchange[] = [];

    beforeAll(async () => {
      double = await startAwsDouble({
        fleet: readFileSync(fleet, 'utf8'),
        onExchange: (exchange) => exchanges.push(exchange),
      });
      for (const [service, requests] of Object.entries(REQUESTS)) {
        for (const [operation, inputs] of Object.entries(requests)) {
          for (const input of inputs) {
            await walkPages(service as ServiceName, operation, input);
          }
        }
      }
    });
    afterAll(() => double.close());

    async function walkPages(service: ServiceName, operation: string, input: unknown): Promise<void> {
      const { body } = await callDouble(double.url, { service, operation, input });
      if (typeof body.NextToken === 'string' && body.NextToken !== '') {
        await walkPages(service, operation, { ...(input as object), NextToken: body.NextToken });
      }
    }

    it('every operation of the double is asked', () => {
      for (const [service, known] of Object.entries(operations)) {
        expect(Object.keys(REQUESTS[service as ServiceName]).sort(), service).toEqual(
          Object.keys(known).sort(),
        );
      }
    });

    it('requests, answers and errors are as the models say', () => {
      const validate = exchangeValidator();
      expect(exchanges.flatMap((exchange) => validate(exchange).faults)).toEqual([]);
      expect(exchanges.filter(({ error }) => error !== undefined).length).toBeGreaterThan(10);
    });

    it('only these are decided by the newer schema of the SDK', () => {
      const validate = exchangeValidator();
      const newer = new Set(exchanges.flatMap((exchange) => validate(exchange).newer));
      expect([...newer].sort()).toEqual([
        'CreateLicenseConfigurationRequest.LicenseExpiry',
        'GetServiceSettingsResponse.CrossRegionDiscoveryHomeRegion',
        'GetServiceSettingsResponse.CrossRegionDiscoverySourceRegions',
        'GetServiceSettingsResponse.ServiceStatus',
        'LicenseConfiguration.LicenseExpiry',
        'ListLicenseConfigurationsForOrganization',
        'SourceType=Microsoft.Compute/virtualMachines',
        'UpdateServiceSettingsRequest.EnabledDiscoverySourceRegions',
      ]);
    });

    it('the validator finds what is wrong', () => {
      const validate = exchangeValidator();
      const wrong = { service: 'ssm', account: ACCOUNT, region: 'eu-central-1', error: undefined } as const;
      const { faults } = validate({
        ...wrong,
        operation: 'DescribeInstanceInformation',
        input: { MaxResults: 51, Nonsense: 1 },
        output: {
          InstanceInformationList: [{ InstanceId: 'host-1', PingStatus: 'Fine', LastPingDateTime: 'now' }],
        },
      });
      expect(faults).toHaveLength(5);
    });
  },
);
