import { partitionOf } from './caller.ts';
import {
  type Fleet,
  type FleetConfiguration,
  type FleetInstance,
  type FleetRegion,
  instantOf,
} from './fleet.ts';
import type {
  AssociationState,
  ConfigurationState,
  DoubleState,
  InstanceState,
  RegionState,
} from './state.ts';

interface Place {
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The state a fleet describes at `now` (epoch milliseconds). */
export function seedState(fleet: Fleet, now: number): DoubleState {
  const accessKeys = new Map<string, string>();
  const accounts: DoubleState['accounts'] = new Map();
  for (const { id, accessKeys: keys = [], roles = [], serviceRoles, regions } of fleet.accounts) {
    for (const key of keys) accessKeys.set(key, id);
    accounts.set(id, {
      id,
      roles: new Map(roles.map(({ name, externalId }) => [name, externalId])),
      serviceRoles: serviceRoles === undefined ? null : new Set(serviceRoles),
      regions: new Map(
        Object.entries(regions).map(([name, region]) => [
          name,
          seedRegion(region, { account: id, region: name, now }),
        ]),
      ),
    });
  }
  return { accounts, accessKeys, sessions: new Map(), published: [], metrics: [] };
}

function seedRegion(region: FleetRegion, place: Place): RegionState {
  return {
    instances: new Map(
      (region.instances ?? []).map((instance) => [instance.id, seedInstance(instance, place)]),
    ),
    ec2Instances: region.ec2Instances ?? [],
    activations: new Map(),
    configurations: new Map(
      (region.licenseConfigurations ?? [])
        .map((configuration) => seedConfiguration(configuration, place))
        .map((configuration) => [configuration.arn, configuration]),
    ),
    receivedLicenses: region.receivedLicenses ?? [],
    reportGenerators: [],
    settings: {
      crossAccount: region.crossAccount ?? false,
      organization: region.crossAccount ?? false,
      sourceRegions: [],
    },
  };
}

function seedInstance(instance: FleetInstance, { now }: Place): InstanceState {
  const hybrid = instance.id.startsWith('mi-');
  const information = {
    InstanceId: instance.id,
    PingStatus: instance.ping ?? 'Online',
    LastPingDateTime: instantOf(instance.lastPing ?? '3m ago', now),
    AgentVersion: instance.agentVersion ?? '3.3.1345.0',
    IsLatestVersion: false,
    PlatformType: instance.platformType ?? 'Linux',
    PlatformName: instance.platformName ?? 'Debian GNU/Linux',
    PlatformVersion: instance.platformVersion ?? '12',
    ...(hybrid && {
      ActivationId: instance.activationId ?? '6e1f1f7c-9ee1-4f52-9d2c-1d6a36f6c5d1',
      IamRole: instance.iamRole ?? 'SSMServiceRole',
      RegistrationDate: instantOf(instance.registered ?? '90d ago', now),
    }),
    ResourceType: hybrid ? 'ManagedInstance' : 'EC2Instance',
    ...(instance.name !== undefined && { Name: instance.name }),
    IPAddress: instance.ip ?? '192.0.2.10',
    ...(instance.computerName !== undefined && { ComputerName: instance.computerName }),
    SourceId: instance.sourceId ?? instance.id,
    SourceType: instance.sourceType ?? (hybrid ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance'),
  };
  const inventory = Object.entries(instance.inventory ?? {}).map(
    ([TypeName, { capturedAt, schemaVersion, entries }]) =>
      [
        TypeName,
        {
          TypeName,
          SchemaVersion: schemaVersion ?? (TypeName === 'AWS:Application' ? '1.1' : '1.0'),
          CaptureTime: captureTime(instantOf(capturedAt ?? '25m ago', now)),
          Content: entries,
        },
      ] as const,
  );
  return { information, tags: new Map(Object.entries(instance.tags ?? {})), inventory: new Map(inventory) };
}

/** Whole seconds and `Z`, as the service model's pattern has it. */
function captureTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

function seedConfiguration(seed: FleetConfiguration, place: Place): ConfigurationState {
  const { account, region, now } = place;
  const associations: AssociationState[] = [
    ...(seed.associated ?? []).map((id) => ({
      resourceArn: managedInstanceArn(account, region, id),
      resourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
      associatedAt: instantOf('30d ago', now),
      consumed: null,
      platform: undefined,
    })),
    ...(seed.resources ?? []).map(({ arn, type, consumed, platform }) => ({
      resourceArn: arn,
      resourceType: type,
      associatedAt: instantOf('60d ago', now),
      consumed,
      platform,
    })),
  ];
  return {
    arn: seed.arn ?? configurationArn(account, region, seed.id),
    id: seed.id,
    name: seed.name,
    description: seed.description,
    countingType: seed.countingType,
    count: seed.count,
    hardLimit: seed.hardLimit ?? false,
    rules: seed.rules ?? [],
    status: seed.status ?? 'AVAILABLE',
    disassociateWhenNotFound: seed.disassociateWhenNotFound ?? false,
    expiry: seed.expires === undefined ? undefined : instantOf(seed.expires, now),
    products: (seed.products ?? []).map(({ resourceType, filters }) => ({
      ResourceType: resourceType,
      ProductInformationFilterList: filters.map(({ name, comparator, values }) => ({
        ProductInformationFilterName: name,
        ProductInformationFilterValue: values,
        ProductInformationFilterComparator: comparator ?? 'EQUALS',
      })),
    })),
    tags: new Map(Object.entries(seed.tags ?? {})),
    associations: new Map(associations.map((association) => [association.resourceArn, association])),
    failures: (seed.failures ?? []).map(({ resource, message, at }) => ({
      ResourceArn: managedInstanceArn(account, region, resource),
      ResourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
      ErrorMessage: message,
      FailureTime: instantOf(at, now),
      OperationName: 'AssociateLicenseSpecificationsForResource',
      ResourceOwnerId: account,
      OperationRequestedBy: 'License Manager Automated Discovery',
      MetadataList: [],
    })),
  };
}

export function managedInstanceArn(account: string, region: string, id: string): string {
  return `arn:${partitionOf(region)}:ssm:${region}:${account}:managed-instance/${id}`;
}

export function configurationArn(account: string, region: string, id: string): string {
  return `arn:${partitionOf(region)}:license-manager:${region}:${account}:license-configuration:${id}`;
}
