import { randomUUID } from 'node:crypto';
import { partitionOf } from '../caller.ts';
import type { FleetReceivedLicense } from '../fleet.ts';
import type { CallContext, Operation, WireInput } from '../operation.ts';
import { licensePages, paginate } from '../paginate.ts';
import { ServiceError } from '../service-error.ts';
import { configurationOf, licenseConfigurationOperations } from './license-configurations.ts';

function getServiceSettings({ region, caller }: CallContext): Record<string, unknown> {
  const { sourceRegions } = region.settings;
  return {
    ...(sourceRegions.length > 0 && {
      CrossRegionDiscoveryHomeRegion: caller.region,
      CrossRegionDiscoverySourceRegions: sourceRegions,
      ServiceStatus: {
        CrossRegionDiscovery: {
          Message: Object.fromEntries(sourceRegions.map((name) => [name, { Status: 'COMPLETED' }])),
        },
      },
    }),
    OrganizationConfiguration: { EnableIntegration: region.settings.organization },
    EnableCrossAccountsDiscovery: region.settings.crossAccount,
  };
}

function updateServiceSettings({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const { settings } = region;
  settings.organization = input.OrganizationConfiguration?.EnableIntegration ?? settings.organization;
  settings.crossAccount = input.EnableCrossAccountsDiscovery ?? settings.crossAccount;
  settings.sourceRegions = input.EnabledDiscoverySourceRegions ?? settings.sourceRegions;
  return {};
}

/** The management account's view: the configurations of every account in this Region. */
function listForOrganization(context: CallContext, input: WireInput): Record<string, unknown> {
  if (!context.region.settings.organization) {
    throw new ServiceError('AccessDeniedException', 'Organization integration is not enabled.', 401);
  }
  const all = [...context.state.accounts.values()].flatMap(({ id, regions }) => {
    const region = regions.get(context.caller.region);
    if (region === undefined) return [];
    const answer = licenseConfigurationOperations.ListLicenseConfigurations?.(
      { ...context, region, caller: { ...context.caller, account: id }, pageLimit: Number.MAX_SAFE_INTEGER },
      { ...input, NextToken: undefined, MaxResults: undefined },
    );
    return (answer?.LicenseConfigurations ?? []) as Record<string, unknown>[];
  });
  const page = paginate(all, input, licensePages, context.pageLimit);
  return { LicenseConfigurations: page.items, ...page.next };
}

function listReceivedLicenses(context: CallContext, input: WireInput): Record<string, unknown> {
  const page = paginate(context.region.receivedLicenses, input, licensePages, context.pageLimit);
  return {
    Licenses: page.items.map((license) => describeReceived(context, license)),
    ...page.next,
  };
}

function describeReceived({ caller }: CallContext, license: FleetReceivedLicense): Record<string, unknown> {
  return {
    LicenseArn: receivedArn(license.id),
    LicenseName: license.name,
    ProductName: license.product,
    ProductSKU: license.sku ?? license.id,
    Issuer: { Name: license.issuer, KeyFingerprint: 'aws:000000000000:AWS/Marketplace:issuer-fingerprint' },
    HomeRegion: caller.region,
    Status: license.status ?? 'AVAILABLE',
    Validity: { Begin: license.begins, ...(license.ends !== undefined && { End: license.ends }) },
    Beneficiary: caller.account,
    Entitlements: license.entitlements.map(({ name, max, unit }) => ({
      Name: name,
      ...(max !== undefined && { MaxCount: max }),
      Overage: false,
      Unit: unit,
      AllowCheckIn: false,
    })),
    ConsumptionConfiguration: { RenewType: 'None', ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 } },
    CreateTime: license.begins,
    Version: '1',
    ReceivedMetadata: { ReceivedStatus: 'ACTIVE', AllowedOperations: ['CheckoutLicense'] },
  };
}

function listReceivedGrants(context: CallContext, input: WireInput): Record<string, unknown> {
  const { caller } = context;
  const partition = partitionOf(caller.region);
  const page = paginate(context.region.receivedLicenses, input, licensePages, context.pageLimit);
  return {
    Grants: page.items.map(({ id, name }) => ({
      GrantArn: `arn:${partition}:license-manager::${caller.account}:grant:g-${id}`,
      GrantName: name,
      ParentArn: receivedArn(id),
      LicenseArn: receivedArn(id),
      GranteePrincipalArn: `arn:${partition}:iam::${caller.account}:root`,
      HomeRegion: caller.region,
      GrantStatus: 'ACTIVE',
      Version: '1',
      GrantedOperations: ['CheckoutLicense'],
    })),
    ...page.next,
  };
}

function receivedArn(id: string): string {
  return `arn:aws:license-manager::294406891311:license:l-${id}`;
}

function listReportGenerators(context: CallContext, input: WireInput): Record<string, unknown> {
  const page = paginate(context.region.reportGenerators, input, licensePages, context.pageLimit);
  return { ReportGenerators: page.items, ...page.next };
}

function createReportGenerator(
  { region, caller, now }: CallContext,
  input: WireInput,
): Record<string, unknown> {
  const arn = `arn:${partitionOf(caller.region)}:license-manager:${caller.region}:${caller.account}:report-generator:r-${randomUUID().replaceAll('-', '')}`;
  region.reportGenerators.push({
    ReportGeneratorName: input.ReportGeneratorName,
    ReportType: input.Type,
    ReportContext: input.ReportContext,
    ReportFrequency: input.ReportFrequency,
    LicenseManagerReportGeneratorArn: arn,
    ReportCreatorAccount: caller.account,
    ...(input.Description !== undefined && { Description: input.Description }),
    S3Location: {
      bucket: 'aws-license-manager-service-double',
      keyPrefix: `Reports/${input.ReportGeneratorName}`,
    },
    CreateTime: new Date(now).toISOString(),
  });
  return { LicenseManagerReportGeneratorArn: arn };
}

function listTags({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const { tags } = configurationOf(region, input.ResourceArn);
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

function tagResource({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const { tags } = configurationOf(region, input.ResourceArn);
  for (const { Key, Value } of input.Tags) tags.set(Key, Value);
  return {};
}

function untagResource({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const { tags } = configurationOf(region, input.ResourceArn);
  for (const key of input.TagKeys) tags.delete(key);
  return {};
}

export const licenseSettingsOperations: Record<string, Operation> = {
  GetServiceSettings: getServiceSettings,
  UpdateServiceSettings: updateServiceSettings,
  ListLicenseConfigurationsForOrganization: listForOrganization,
  ListReceivedLicenses: listReceivedLicenses,
  ListReceivedGrants: listReceivedGrants,
  ListLicenseManagerReportGenerators: listReportGenerators,
  CreateLicenseManagerReportGenerator: createReportGenerator,
  ListTagsForResource: listTags,
  TagResource: tagResource,
  UntagResource: untagResource,
};
