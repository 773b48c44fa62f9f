import type {
  Activation,
  AwsScope,
  InventoriedResource,
  InventoryItem,
  LicenseAssociation,
  LicenseConfiguration,
  LicenseOperationFailure,
  LicenseUsage,
  ManagedInstance,
  ReceivedGrant,
  ReceivedLicense,
  ReportGenerator,
  ServiceSettings,
} from '../reconciliation/aws-facts.ts';
import type {
  LicenseConfigurationChange,
  NewLicenseConfiguration,
} from '../reconciliation/plan/wanted-configuration.ts';

/** One set of credentials and the Regions to read with it. */
export interface AwsSource {
  readonly name: string;
  /** Named profile of the shared configuration; null: the SDK's default chain. */
  readonly profile: string | null;
  readonly roleArn: string | null;
  readonly externalId: string | null;
  /** Role for plans and activations, with the credentials that would read; null: the reading ones. */
  readonly applyRoleArn: string | null;
  readonly regions: readonly string[];
  /** Read every account's license configurations from here (management account, integration enabled). */
  readonly organization: boolean;
}

/** Pages as they arrive: a caller that keeps none needs the memory of one. Where an answer had no list at all, there is no page. */
export type Pages<Fact> = AsyncIterable<readonly Fact[]>;

/**
 * What AWS knows in one account and Region. Every call throws AppError: `aws-denied` (no permission or no valid credentials)
 * or `aws-unavailable` (throttled beyond patience, unreachable, answer not readable).
 */
export interface AwsReader {
  readonly scope: AwsScope;
  /** Hybrid-registered nodes; EC2's own are not ours to count. */
  managedInstances(): Pages<ManagedInstance>;
  /** One inventory type of all hybrid-registered nodes. A node without that type is in no page. */
  inventory(typeName: string): Pages<InventoryItem>;
  /** One type of one node, whole. Without a capture time the node never had that type. AppError `not-found`: no such node. */
  inventoryOf(instanceId: string, typeName: string): Promise<InventoryItem>;
  /** Names of the inventory types that the account has, its own (`Custom:…`) among them. */
  inventoryTypes(): Pages<string>;
  licenseConfigurations(): Pages<LicenseConfiguration>;
  organizationLicenseConfigurations(): Pages<LicenseConfiguration>;
  /** Tags included. */
  licenseConfiguration(arn: string): Promise<LicenseConfiguration>;
  usage(configurationArn: string): Pages<LicenseUsage>;
  associations(configurationArn: string): Pages<LicenseAssociation>;
  failures(configurationArn: string): Pages<LicenseOperationFailure>;
  /** ARNs of the configurations a resource is associated with. */
  specifications(resourceArn: string): Pages<string>;
  resources(): Pages<InventoriedResource>;
  serviceSettings(): Promise<ServiceSettings>;
  reportGenerators(): Pages<ReportGenerator>;
  receivedLicenses(): Pages<ReceivedLicense>;
  receivedGrants(): Pages<ReceivedGrant>;
  activations(): Pages<Activation>;
}

export interface NewActivation {
  readonly iamRole: string;
  readonly description?: string | undefined;
  readonly defaultInstanceName?: string | undefined;
  readonly registrationLimit: number;
  /** Epoch milliseconds, at most 30 days ahead. */
  readonly expiresAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The only ways Coreledger ever changes anything in AWS; an applied plan and the activation commands come here. */
export interface AwsWriter {
  readonly scope: AwsScope;
  createLicenseConfiguration(wanted: NewLicenseConfiguration): Promise<{ readonly arn: string }>;
  updateLicenseConfiguration(arn: string, change: LicenseConfigurationChange): Promise<void>;
  tagLicenseConfiguration(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  associate(resourceArn: string, configurationArn: string): Promise<void>;
  disassociate(resourceArn: string, configurationArn: string): Promise<void>;
  deregister(instanceId: string): Promise<void>;
  createActivation(
    wanted: NewActivation,
  ): Promise<{ readonly activationId: string; readonly activationCode: string }>;
  deleteActivation(activationId: string): Promise<void>;
}

export interface MetricDatum {
  readonly name: string;
  readonly value: number;
  readonly unit: 'Count' | 'Percent' | 'None';
  readonly dimensions: Readonly<Record<string, string>>;
  readonly at: number;
}

/** Where alerts and metrics leave for. */
export interface AwsNotifier {
  /** The subject is cut to what SNS takes (99 printable ASCII characters), the body to 256 KiB. */
  publish(topicArn: string, subject: string, message: string): Promise<void>;
  putMetrics(namespace: string, data: readonly MetricDatum[]): Promise<void>;
}

export interface Aws {
  readonly sources: readonly AwsSource[];
  /** Asks STS who the source's credentials are. */
  reader(source: AwsSource, region: string): Promise<AwsReader>;
  writer(source: AwsSource, region: string): Promise<AwsWriter>;
  notifier(source: AwsSource, region: string): AwsNotifier;
  /** Ends idle connections. */
  close(): void;
}
