/** AWS's view, as pure facts. Every member that AWS may leave out is null. Times are epoch milliseconds. */
export interface AwsScope {
  readonly account: string;
  readonly region: string;
}

export interface ManagedInstance extends AwsScope {
  readonly instanceId: string;
  /** hybrid: on-premises or unknown; ec2, azure, gcp, iot: hybrid-registered, named by SourceType. */
  readonly origin: 'hybrid' | 'ec2' | 'azure' | 'gcp' | 'iot' | 'other';
  readonly resourceType: string | null;
  readonly sourceId: string | null;
  readonly name: string | null;
  readonly computerName: string | null;
  readonly ipAddress: string | null;
  readonly platformType: string | null;
  readonly platformName: string | null;
  readonly platformVersion: string | null;
  readonly pingStatus: string | null;
  readonly lastPingAt: number | null;
  readonly agentVersion: string | null;
  readonly activationId: string | null;
  readonly iamRole: string | null;
  readonly registeredAt: number | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One inventory type of one instance. `entries` empty says "AWS shows nothing", which is no proof of absence. */
export interface InventoryItem extends AwsScope {
  readonly instanceId: string;
  readonly typeName: string;
  readonly schemaVersion: string | null;
  readonly capturedAt: number | null;
  readonly contentHash: string | null;
  readonly entries: readonly Readonly<Record<string, string>>[];
}

/**
 * An inventory type of an instance without its entries, which are read where they are needed: hundreds of titles for each of many
 * thousand instances. `contentNo` names the entries, which never change under it.
 */
export interface InventoryCapture extends AwsScope {
  readonly instanceId: string;
  readonly typeName: string;
  readonly capturedAt: number | null;
  readonly contentNo: number;
}

export type InventoryEntries = InventoryItem['entries'];

export type LicenseCountingType = 'vCPU' | 'Instance' | 'Core' | 'Socket';

export interface ProductInformationFilter {
  readonly name: string;
  readonly comparator: string;
  readonly values: readonly string[];
}

export interface LicenseConfiguration extends AwsScope {
  readonly arn: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly countingType: LicenseCountingType | null;
  /** null: no limit recorded. */
  readonly licenseCount: number | null;
  readonly hardLimit: boolean | null;
  readonly rules: readonly string[];
  readonly status: string | null;
  readonly consumed: number | null;
  readonly consumedByResourceType: Readonly<Record<string, number>>;
  readonly associationsByResourceType: Readonly<Record<string, number>>;
  readonly products: readonly {
    readonly resourceType: string;
    readonly filters: readonly ProductInformationFilter[];
  }[];
  readonly ownerAccount: string | null;
  readonly disassociateWhenNotFound: boolean | null;
  readonly discoveryLastRunAt: number | null;
  readonly expiresAt: number | null;
  /** null: tags could not be read (only GetLicenseConfiguration gives them). */
  readonly tags: Readonly<Record<string, string>> | null;
}

export interface LicenseUsage extends AwsScope {
  readonly configurationArn: string;
  readonly resourceArn: string;
  readonly resourceType: string | null;
  readonly resourceStatus: string | null;
  readonly ownerAccount: string | null;
  readonly associatedAt: number | null;
  readonly consumed: number | null;
}

export interface LicenseAssociation extends AwsScope {
  readonly configurationArn: string;
  readonly resourceArn: string;
  readonly resourceType: string | null;
  readonly ownerAccount: string | null;
  readonly associatedAt: number | null;
}

/** How fresh one kind of AWS data is: a failed or partial sync leaves the last good data, stale since `staleSince`. */
export interface SourceFreshness extends AwsScope {
  readonly kind: string;
  readonly lastSuccessAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly staleSince: number | null;
  readonly error: string | null;
}

/** What automated discovery could not do: it surfaces nowhere else. */
export interface LicenseOperationFailure extends AwsScope {
  readonly configurationArn: string;
  readonly resourceArn: string | null;
  readonly resourceType: string | null;
  readonly message: string | null;
  readonly operation: string | null;
  readonly failedAt: number | null;
}

/** A resource License Manager's own inventory search knows; the source of the ARN it accepts for a managed instance. */
export interface InventoriedResource extends AwsScope {
  readonly resourceArn: string;
  readonly resourceId: string | null;
  readonly resourceType: string | null;
  readonly platform: string | null;
  readonly platformVersion: string | null;
  readonly ownerAccount: string | null;
  /** Of an EC2 instance: its Dedicated Host, or that it runs on none. null where AWS does not tell. */
  readonly runsOn: { readonly dedicatedHostId: string | null } | null;
}

export interface ServiceSettings extends AwsScope {
  readonly organizationIntegrated: boolean | null;
  readonly crossAccountDiscovery: boolean | null;
  readonly snsTopicArn: string | null;
  readonly s3BucketArn: string | null;
  /** By which other accounts see shared configurations. */
  readonly resourceShareArn: string | null;
  /** Region that gathers from the others; null: discovery stays within each Region. */
  readonly crossRegionHome: string | null;
  readonly crossRegionSources: readonly string[];
  /** What discovery across accounts and Regions says of itself. */
  readonly statusMessages: readonly string[];
}

export interface ReportGenerator extends AwsScope {
  readonly arn: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly types: readonly string[];
  readonly configurationArns: readonly string[];
  readonly every: string | null;
  readonly lastRunStatus: string | null;
  readonly lastRunFailure: string | null;
  /** As AWS writes it. */
  readonly lastReportAt: string | null;
  /** `s3://bucket/prefix`: License Manager keeps no report itself. */
  readonly location: string | null;
}

/** A license that a seller issued (Marketplace): another model than license configurations, shown on its own. */
export interface ReceivedLicense extends AwsScope {
  readonly arn: string;
  readonly name: string | null;
  readonly product: string | null;
  readonly issuer: string | null;
  readonly status: string | null;
  readonly begins: string | null;
  readonly ends: string | null;
  readonly entitlements: readonly {
    readonly name: string;
    readonly maxCount: number | null;
    readonly unit: string;
  }[];
}

export interface ReceivedGrant extends AwsScope {
  readonly arn: string;
  readonly name: string | null;
  readonly licenseArn: string | null;
  readonly status: string | null;
}

/** A hybrid activation; its code is told once, when it is made, and never kept. */
export interface Activation extends AwsScope {
  readonly activationId: string;
  readonly description: string | null;
  readonly defaultInstanceName: string | null;
  readonly iamRole: string | null;
  readonly registrationLimit: number | null;
  readonly registrations: number;
  readonly expiresAt: number | null;
  readonly createdAt: number | null;
  readonly expired: boolean | null;
  /** Given to every node that registers with it. */
  readonly tags: Readonly<Record<string, string>>;
}
