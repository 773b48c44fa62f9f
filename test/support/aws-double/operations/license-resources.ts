import { partitionOf } from '../caller.ts';
import type { CallContext, Operation, WireInput } from '../operation.ts';
import { licensePages, paginate } from '../paginate.ts';
import { managedInstanceArn } from '../seed-state.ts';
import { invalidParameter, ServiceError } from '../service-error.ts';
import type { ConfigurationState, RegionState } from '../state.ts';
import { configurationOf } from './license-configurations.ts';
import { consumedBy, consumedInTotal, MANAGED_INSTANCE } from './license-usage.ts';

const CONFIGURATIONS_PER_RESOURCE = 10;

function listUsage(context: CallContext, input: WireInput): Record<string, unknown> {
  const { region, caller } = context;
  const configuration = configurationOf(region, input.LicenseConfigurationArn);
  const page = paginate([...configuration.associations.values()], input, licensePages, context.pageLimit);
  return {
    LicenseConfigurationUsageList: page.items.map((association) => ({
      ResourceArn: association.resourceArn,
      ResourceType: association.resourceType,
      ResourceStatus: 'ACTIVE',
      ResourceOwnerId: caller.account,
      AssociationTime: association.associatedAt,
      ConsumedLicenses: consumedBy(region, configuration, association),
    })),
    ...page.next,
  };
}

function listAssociations(context: CallContext, input: WireInput): Record<string, unknown> {
  const configuration = configurationOf(context.region, input.LicenseConfigurationArn);
  const page = paginate([...configuration.associations.values()], input, licensePages, context.pageLimit);
  return {
    LicenseConfigurationAssociations: page.items.map(({ resourceArn, resourceType, associatedAt }) => ({
      ResourceArn: resourceArn,
      ResourceType: resourceType,
      ResourceOwnerId: context.caller.account,
      AssociationTime: associatedAt,
    })),
    ...page.next,
  };
}

function listSpecifications(context: CallContext, input: WireInput): Record<string, unknown> {
  const page = paginate(
    configurationsOf(context.region, input.ResourceArn).map(({ arn }) => ({ LicenseConfigurationArn: arn })),
    input,
    licensePages,
    context.pageLimit,
  );
  return { LicenseSpecifications: page.items, ...page.next };
}

function configurationsOf(region: RegionState, resourceArn: string): ConfigurationState[] {
  return [...region.configurations.values()].filter(({ associations }) => associations.has(resourceArn));
}

function listFailures(context: CallContext, input: WireInput): Record<string, unknown> {
  const configuration = configurationOf(context.region, input.LicenseConfigurationArn);
  const page = paginate(configuration.failures, input, licensePages, context.pageLimit);
  return { LicenseOperationFailureList: page.items, ...page.next };
}

function updateSpecifications(context: CallContext, input: WireInput): Record<string, unknown> {
  const { region } = context;
  const add = (input.AddLicenseSpecifications ?? []).map((specification: WireInput) =>
    configurationOf(region, specification.LicenseConfigurationArn),
  );
  const remove = (input.RemoveLicenseSpecifications ?? []).map((specification: WireInput) =>
    configurationOf(region, specification.LicenseConfigurationArn),
  );
  for (const configuration of remove) configuration.associations.delete(input.ResourceArn);
  const { account, region: regionName } = context.caller;
  for (const configuration of add) {
    associate({ region, account, regionName, now: context.now }, configuration, input.ResourceArn);
  }
  return {};
}

interface Place {
  readonly region: RegionState;
  readonly account: string;
  readonly regionName: string;
  readonly now: number;
}

/** Throws ServiceError where License Manager would not. */
export function associate(
  { region, account, regionName, now }: Place,
  configuration: ConfigurationState,
  resourceArn: string,
): void {
  const resourceType = typeOf(resourceArn);
  if (resourceType === MANAGED_INSTANCE) {
    const id = resourceArn.slice(resourceArn.lastIndexOf('/') + 1);
    if (!region.instances.has(id) || resourceArn !== managedInstanceArn(account, regionName, id)) {
      throw invalidParameter('Resource ARN is invalid');
    }
    if (configuration.countingType === 'Core' || configuration.countingType === 'Socket') {
      throw invalidParameter(
        'Systems Manager managed instances must be associated with vCPU and instance type licenses.',
      );
    }
  }
  if (configurationsOf(region, resourceArn).length >= CONFIGURATIONS_PER_RESOURCE) {
    throw new ServiceError('ResourceLimitExceededException', 'Your resource limits have been exceeded.');
  }
  const association = {
    resourceArn,
    resourceType,
    associatedAt: Math.floor(now / 1000),
    consumed: resourceType === MANAGED_INSTANCE ? null : 0,
    platform: undefined,
  };
  const after = consumedInTotal(region, configuration) + consumedBy(region, configuration, association);
  if (configuration.hardLimit && configuration.count !== undefined && after > configuration.count) {
    throw new ServiceError('LicenseUsageException', 'You do not have enough licenses available.', 412);
  }
  if (!configuration.associations.has(resourceArn)) configuration.associations.set(resourceArn, association);
}

function typeOf(arn: string): string {
  const [, , service, , , resource = ''] = arn.split(':');
  if (service === 'ssm' && resource.startsWith('managed-instance/')) return MANAGED_INSTANCE;
  if (service === 'rds') return 'RDS';
  if (service === 'ec2' && resource.startsWith('instance/')) return 'EC2_INSTANCE';
  if (service === 'ec2' && resource.startsWith('dedicated-host/')) return 'EC2_HOST';
  if (service === 'ec2' && resource.startsWith('image/')) return 'EC2_AMI';
  throw invalidParameter('Resource ARN is invalid');
}

function listResourceInventory(context: CallContext, input: WireInput): Record<string, unknown> {
  const { region, caller } = context;
  const managed = [...region.instances.values()].map(({ information, inventory }) => ({
    names: (inventory.get('AWS:Application')?.Content ?? []).map(({ Name }) => Name ?? ''),
    item: {
      ResourceId: information.InstanceId,
      ResourceType: MANAGED_INSTANCE,
      ResourceArn: managedInstanceArn(caller.account, caller.region, information.InstanceId),
      Platform: String(information.PlatformName),
      PlatformVersion: String(information.PlatformVersion),
      ResourceOwningAccountId: caller.account,
    },
  }));
  const ec2 = region.ec2Instances.map(({ id, instanceType, dedicatedHost }) => ({
    names: [],
    item: {
      ResourceId: id,
      ResourceType: 'EC2_INSTANCE',
      ResourceArn: `arn:${partitionOf(caller.region)}:ec2:${caller.region}:${caller.account}:instance/${id}`,
      Platform: 'Linux/UNIX',
      ResourceOwningAccountId: caller.account,
      ...(instanceType !== undefined && { InstanceType: instanceType }),
      ...(dedicatedHost !== undefined && { HostId: dedicatedHost }),
    },
  }));
  const listed = [...managed, ...ec2].filter(({ item, names }) =>
    (input.Filters ?? []).every(({ Name, Condition, Value }: WireInput) => {
      const values =
        Name === 'application_name'
          ? names
          : Name === 'resource_id'
            ? [item.ResourceId]
            : Name === 'platform'
              ? [item.Platform]
              : Name === 'account_id'
                ? [item.ResourceOwningAccountId]
                : undefined;
      if (values === undefined) throw invalidParameter(`The filter ${Name} is not valid.`);
      const found = values.some((value) =>
        Condition === 'BEGINS_WITH'
          ? value.startsWith(Value)
          : Condition === 'CONTAINS'
            ? value.includes(Value)
            : value === Value,
      );
      return Condition === 'NOT_EQUALS' ? !found : found;
    }),
  );
  const page = paginate(
    listed.map(({ item }) => item),
    input,
    licensePages,
    context.pageLimit,
  );
  return { ResourceInventoryList: page.items, ...page.next };
}

export const licenseResourceOperations: Record<string, Operation> = {
  ListUsageForLicenseConfiguration: listUsage,
  ListAssociationsForLicenseConfiguration: listAssociations,
  ListLicenseSpecificationsForResource: listSpecifications,
  ListFailuresForLicenseConfigurationOperations: listFailures,
  UpdateLicenseSpecificationsForResource: updateSpecifications,
  ListResourceInventory: listResourceInventory,
};
