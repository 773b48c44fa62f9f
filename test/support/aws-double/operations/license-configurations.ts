import { randomUUID } from 'node:crypto';
import type { CallContext, Operation, WireInput } from '../operation.ts';
import { licensePages, paginate } from '../paginate.ts';
import { configurationArn } from '../seed-state.ts';
import { invalidParameter, ServiceError } from '../service-error.ts';
import type { ConfigurationState, RegionState } from '../state.ts';
import { consumedInTotal, summaries } from './license-usage.ts';

const CONFIGURATIONS_PER_REGION = 25;

function createLicenseConfiguration(
  { region, caller }: CallContext,
  input: WireInput,
): Record<string, unknown> {
  if (region.configurations.size >= CONFIGURATIONS_PER_REGION) {
    throw new ServiceError('ResourceLimitExceededException', 'Your resource limits have been exceeded.');
  }
  if ([...region.configurations.values()].some(({ name }) => name === input.Name)) {
    throw invalidParameter(`A license configuration named ${input.Name} exists.`);
  }
  if (input.LicenseCountHardLimit === true && input.LicenseCount === undefined) {
    throw invalidParameter('A hard limit needs a license count.');
  }
  const id = `lic-${randomUUID().replaceAll('-', '')}`;
  const configuration: ConfigurationState = {
    arn: configurationArn(caller.account, caller.region, id),
    id,
    name: input.Name,
    description: input.Description,
    countingType: input.LicenseCountingType,
    count: input.LicenseCount,
    hardLimit: input.LicenseCountHardLimit ?? false,
    rules: input.LicenseRules ?? [],
    status: 'AVAILABLE',
    disassociateWhenNotFound: input.DisassociateWhenNotFound ?? false,
    expiry: input.LicenseExpiry,
    products: input.ProductInformationList ?? [],
    tags: new Map((input.Tags ?? []).map(({ Key, Value }: WireInput) => [Key, Value])),
    associations: new Map(),
    failures: [],
  };
  region.configurations.set(configuration.arn, configuration);
  return { LicenseConfigurationArn: configuration.arn };
}

function updateLicenseConfiguration({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const configuration = configurationOf(region, input.LicenseConfigurationArn);
  configuration.name = input.Name ?? configuration.name;
  configuration.description = input.Description ?? configuration.description;
  configuration.count = input.LicenseCount ?? configuration.count;
  configuration.hardLimit = input.LicenseCountHardLimit ?? configuration.hardLimit;
  configuration.rules = input.LicenseRules ?? configuration.rules;
  configuration.status = input.LicenseConfigurationStatus ?? configuration.status;
  configuration.expiry = input.LicenseExpiry ?? configuration.expiry;
  configuration.products = input.ProductInformationList ?? configuration.products;
  configuration.disassociateWhenNotFound =
    input.DisassociateWhenNotFound ?? configuration.disassociateWhenNotFound;
  return {};
}

function deleteLicenseConfiguration({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const configuration = configurationOf(region, input.LicenseConfigurationArn);
  if (configuration.associations.size > 0) {
    throw invalidParameter('The license configuration has associated resources.');
  }
  region.configurations.delete(configuration.arn);
  return {};
}

function getLicenseConfiguration({ region, caller }: CallContext, input: WireInput): Record<string, unknown> {
  const configuration = configurationOf(region, input.LicenseConfigurationArn);
  return {
    ...describe(region, configuration, caller.account),
    Tags: [...configuration.tags].map(([Key, Value]) => ({ Key, Value })),
  };
}

function listLicenseConfigurations(context: CallContext, input: WireInput): Record<string, unknown> {
  const { region, caller } = context;
  const arns: readonly string[] | undefined = input.LicenseConfigurationArns;
  const listed = [...region.configurations.values()].filter(
    (configuration) =>
      (arns === undefined || arns.includes(configuration.arn)) &&
      (input.Filters ?? []).every((filter: WireInput) => fits(region, configuration, filter)),
  );
  const page = paginate(listed, input, licensePages, context.pageLimit);
  return {
    LicenseConfigurations: page.items.map((configuration) => describe(region, configuration, caller.account)),
    ...page.next,
  };
}

/** Names are case-sensitive, and one value is all a filter takes. */
function fits(region: RegionState, configuration: ConfigurationState, { Name, Values }: WireInput): boolean {
  if (Values?.length !== 1) throw invalidParameter('You can only specify one value for the filter.');
  switch (Name) {
    case 'licenseCountingType':
      return configuration.countingType === Values[0];
    case 'enforceLicenseCount':
      return String(configuration.hardLimit) === Values[0];
    case 'usagelimitExceeded':
      return String(consumedInTotal(region, configuration) > (configuration.count ?? Infinity)) === Values[0];
    default:
      throw invalidParameter(`The filter ${Name} is not valid.`);
  }
}

export function configurationOf(region: RegionState, arn: string): ConfigurationState {
  const configuration = region.configurations.get(arn);
  // The API's error lists have no ResourceNotFound here.
  if (configuration === undefined) throw invalidParameter(`License configuration ${arn} does not exist.`);
  return configuration;
}

function describe(
  region: RegionState,
  configuration: ConfigurationState,
  account: string,
): Record<string, unknown> {
  const { consumed, managed } = summaries(region, configuration);
  return {
    LicenseConfigurationId: configuration.id,
    LicenseConfigurationArn: configuration.arn,
    Name: configuration.name,
    ...(configuration.description !== undefined && { Description: configuration.description }),
    LicenseCountingType: configuration.countingType,
    LicenseRules: configuration.rules,
    ...(configuration.count !== undefined && { LicenseCount: configuration.count }),
    LicenseCountHardLimit: configuration.hardLimit,
    DisassociateWhenNotFound: configuration.disassociateWhenNotFound,
    ConsumedLicenses: consumedInTotal(region, configuration),
    Status: configuration.status,
    OwnerAccountId: account,
    ConsumedLicenseSummaryList: consumed,
    ManagedResourceSummaryList: managed,
    ProductInformationList: configuration.products,
    ...(configuration.expiry !== undefined && { LicenseExpiry: configuration.expiry }),
  };
}

export const licenseConfigurationOperations: Record<string, Operation> = {
  CreateLicenseConfiguration: createLicenseConfiguration,
  UpdateLicenseConfiguration: updateLicenseConfiguration,
  DeleteLicenseConfiguration: deleteLicenseConfiguration,
  GetLicenseConfiguration: getLicenseConfiguration,
  ListLicenseConfigurations: listLicenseConfigurations,
};
