import type {
  GetLicenseConfigurationResponse,
  LicenseConfigurationAssociation,
  LicenseConfigurationUsage,
  LicenseConfiguration as SdkConfiguration,
  LicenseOperationFailure as SdkFailure,
} from '@aws-sdk/client-license-manager';
import type {
  AwsScope,
  LicenseAssociation,
  LicenseConfiguration,
  LicenseCountingType,
  LicenseOperationFailure,
  LicenseUsage,
} from '../reconciliation/aws-facts.ts';
import { readCount } from './read-count.ts';

const COUNTING_TYPES: readonly LicenseCountingType[] = ['vCPU', 'Instance', 'Core', 'Socket'];

/** From a list (no tags) or from Get (with tags). Without an ARN there is nothing to name it by. */
export function mapConfiguration(
  scope: AwsScope,
  from: SdkConfiguration & Pick<GetLicenseConfigurationResponse, 'Tags'>,
): LicenseConfiguration[] | null {
  const arn = from.LicenseConfigurationArn;
  if (arn === undefined) return null;
  return [
    {
      ...scope,
      arn,
      id: from.LicenseConfigurationId ?? null,
      name: from.Name ?? null,
      description: from.Description ?? null,
      countingType: COUNTING_TYPES.find((known) => known === from.LicenseCountingType) ?? null,
      licenseCount: readCount(from.LicenseCount),
      hardLimit: from.LicenseCountHardLimit ?? null,
      rules: from.LicenseRules ?? [],
      status: from.Status ?? null,
      consumed: readCount(from.ConsumedLicenses),
      consumedByResourceType: counts(from.ConsumedLicenseSummaryList, 'ConsumedLicenses'),
      associationsByResourceType: counts(from.ManagedResourceSummaryList, 'AssociationCount'),
      products: (from.ProductInformationList ?? []).map((product) => ({
        resourceType: product.ResourceType ?? '',
        filters: (product.ProductInformationFilterList ?? []).map((filter) => ({
          name: filter.ProductInformationFilterName ?? '',
          comparator: filter.ProductInformationFilterComparator ?? '',
          values: filter.ProductInformationFilterValue ?? [],
        })),
      })),
      ownerAccount: from.OwnerAccountId ?? null,
      disassociateWhenNotFound: from.DisassociateWhenNotFound ?? null,
      discoveryLastRunAt: from.AutomatedDiscoveryInformation?.LastRunTime?.getTime() ?? null,
      expiresAt: from.LicenseExpiry === undefined ? null : from.LicenseExpiry * 1000,
      tags: from.Tags === undefined ? null : tagRecord(from.Tags),
    },
  ];
}

export function mapUsage(
  scope: AwsScope,
  configurationArn: string,
  from: LicenseConfigurationUsage,
): LicenseUsage[] | null {
  if (from.ResourceArn === undefined) return null;
  return [
    {
      ...scope,
      configurationArn,
      resourceArn: from.ResourceArn,
      resourceType: from.ResourceType ?? null,
      resourceStatus: from.ResourceStatus ?? null,
      ownerAccount: from.ResourceOwnerId ?? null,
      associatedAt: from.AssociationTime?.getTime() ?? null,
      consumed: readCount(from.ConsumedLicenses),
    },
  ];
}

export function mapAssociation(
  scope: AwsScope,
  configurationArn: string,
  from: LicenseConfigurationAssociation,
): LicenseAssociation[] | null {
  if (from.ResourceArn === undefined) return null;
  return [
    {
      ...scope,
      configurationArn,
      resourceArn: from.ResourceArn,
      resourceType: from.ResourceType ?? null,
      ownerAccount: from.ResourceOwnerId ?? null,
      associatedAt: from.AssociationTime?.getTime() ?? null,
    },
  ];
}

export function mapFailure(
  scope: AwsScope,
  configurationArn: string,
  from: SdkFailure,
): LicenseOperationFailure {
  return {
    ...scope,
    configurationArn,
    resourceArn: from.ResourceArn ?? null,
    resourceType: from.ResourceType ?? null,
    message: from.ErrorMessage ?? null,
    operation: from.OperationName ?? null,
    failedAt: from.FailureTime?.getTime() ?? null,
  };
}

function tagRecord(tags: readonly { Key?: string | undefined; Value?: string | undefined }[]) {
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
  );
}

function counts<Field extends string>(
  list:
    | readonly ({ ResourceType?: string | undefined } & { [Name in Field]?: number | undefined })[]
    | undefined,
  field: Field,
): Record<string, number> {
  return Object.fromEntries(
    (list ?? []).flatMap((row) => {
      const count = readCount(row[field]);
      return row.ResourceType === undefined || count === null ? [] : [[row.ResourceType, count]];
    }),
  );
}
