import type {
  GetServiceSettingsResponse,
  Grant,
  GrantedLicense,
  ResourceInventory,
  ReportGenerator as SdkReportGenerator,
} from '@aws-sdk/client-license-manager';
import type {
  AwsScope,
  InventoriedResource,
  ReceivedGrant,
  ReceivedLicense,
  ReportGenerator,
  ServiceSettings,
} from '../reconciliation/aws-facts.ts';

export function mapResource(scope: AwsScope, from: ResourceInventory): InventoriedResource[] | null {
  if (from.ResourceArn === undefined) return null;
  return [
    {
      ...scope,
      resourceArn: from.ResourceArn,
      resourceId: from.ResourceId ?? null,
      resourceType: from.ResourceType ?? null,
      platform: from.Platform ?? null,
      platformVersion: from.PlatformVersion ?? null,
      ownerAccount: from.ResourceOwningAccountId ?? null,
      // A listing that names the instance type tells of the host as well.
      runsOn:
        from.HostId === undefined && from.InstanceType === undefined
          ? null
          : { dedicatedHostId: from.HostId ?? null },
    },
  ];
}

export function mapSettings(scope: AwsScope, from: GetServiceSettingsResponse): ServiceSettings {
  return {
    ...scope,
    organizationIntegrated: from.OrganizationConfiguration?.EnableIntegration ?? null,
    crossAccountDiscovery: from.EnableCrossAccountsDiscovery ?? null,
    snsTopicArn: from.SnsTopicArn ?? null,
    s3BucketArn: from.S3BucketArn ?? null,
    resourceShareArn: from.LicenseManagerResourceShareArn ?? null,
    crossRegionHome: from.CrossRegionDiscoveryHomeRegion ?? null,
    crossRegionSources: from.CrossRegionDiscoverySourceRegions ?? [],
    statusMessages: [
      from.ServiceStatus?.CrossAccountDiscovery?.Message,
      ...Object.entries(from.ServiceStatus?.CrossRegionDiscovery?.Message ?? {}).map(
        ([region, status]) => `${region}: ${status.Status ?? 'no status'}`,
      ),
    ].filter((message) => message !== undefined),
  };
}

export function mapReportGenerator(scope: AwsScope, from: SdkReportGenerator): ReportGenerator[] | null {
  const { LicenseManagerReportGeneratorArn: arn, ReportFrequency: every, S3Location: s3 } = from;
  if (arn === undefined) return null;
  return [
    {
      ...scope,
      arn,
      name: from.ReportGeneratorName ?? null,
      description: from.Description ?? null,
      types: from.ReportType ?? [],
      configurationArns: from.ReportContext?.licenseConfigurationArns ?? [],
      every: every?.period === undefined ? null : `${every.value ?? 1} ${every.period}`,
      lastRunStatus: from.LastRunStatus ?? null,
      lastRunFailure: from.LastRunFailureReason ?? null,
      lastReportAt: from.LastReportGenerationTime ?? null,
      location: s3?.bucket === undefined ? null : `s3://${s3.bucket}/${s3.keyPrefix ?? ''}`,
    },
  ];
}

export function mapReceivedLicense(scope: AwsScope, from: GrantedLicense): ReceivedLicense[] | null {
  if (from.LicenseArn === undefined) return null;
  return [
    {
      ...scope,
      arn: from.LicenseArn,
      name: from.LicenseName ?? null,
      product: from.ProductName ?? null,
      issuer: from.Issuer?.Name ?? null,
      status: from.Status ?? null,
      begins: from.Validity?.Begin ?? null,
      ends: from.Validity?.End ?? null,
      entitlements: (from.Entitlements ?? []).map(({ Name, MaxCount, Unit }) => ({
        name: Name ?? '',
        maxCount: MaxCount ?? null,
        unit: Unit ?? '',
      })),
    },
  ];
}

export function mapGrant(scope: AwsScope, from: Grant): ReceivedGrant[] | null {
  if (from.GrantArn === undefined) return null;
  const { GrantArn: arn, GrantName, LicenseArn, GrantStatus } = from;
  return [
    { ...scope, arn, name: GrantName ?? null, licenseArn: LicenseArn ?? null, status: GrantStatus ?? null },
  ];
}
