import type { FleetEc2Instance, FleetReceivedLicense } from './fleet.ts';

/** Everything the double knows. Times are epoch seconds, as on the wire. */
export interface DoubleState {
  readonly accounts: Map<string, AccountState>;
  readonly accessKeys: Map<string, string>;
  readonly sessions: Map<string, Session>;
  readonly published: { topic: string; subject: string | undefined; message: string }[];
  readonly metrics: { namespace: string; data: readonly unknown[] }[];
}

export interface Session {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface AccountState {
  readonly id: string;
  readonly roles: ReadonlyMap<string, string | undefined>;
  /** Roles that Systems Manager may assume; null: any. */
  readonly serviceRoles: ReadonlySet<string> | null;
  readonly regions: Map<string, RegionState>;
}

export interface RegionState {
  readonly instances: Map<string, InstanceState>;
  /** EC2 instances of the resource inventory. */
  readonly ec2Instances: readonly FleetEc2Instance[];
  readonly activations: Map<string, ActivationState>;
  readonly configurations: Map<string, ConfigurationState>;
  readonly receivedLicenses: readonly FleetReceivedLicense[];
  readonly reportGenerators: Record<string, unknown>[];
  readonly settings: { crossAccount: boolean; organization: boolean; sourceRegions: readonly string[] };
}

export interface InventoryState {
  readonly TypeName: string;
  readonly SchemaVersion: string;
  readonly CaptureTime: string;
  readonly Content: readonly Readonly<Record<string, string>>[];
}

export interface InstanceState {
  /** The wire document of DescribeInstanceInformation. */
  readonly information: Record<string, unknown> & { readonly InstanceId: string };
  readonly tags: Map<string, string>;
  readonly inventory: Map<string, InventoryState>;
}

export interface ActivationState {
  readonly id: string;
  readonly code: string;
  readonly description: string | undefined;
  readonly defaultInstanceName: string | undefined;
  readonly iamRole: string;
  readonly registrationLimit: number;
  registrations: number;
  readonly expiresAt: number;
  readonly createdAt: number;
  readonly tags: readonly { Key: string; Value: string }[];
}

export interface AssociationState {
  readonly resourceArn: string;
  readonly resourceType: string;
  readonly associatedAt: number;
  /** Null: counted from the managed instance's inventory. */
  readonly consumed: number | null;
  readonly platform: string | undefined;
}

export interface ConfigurationState {
  readonly arn: string;
  readonly id: string;
  name: string;
  description: string | undefined;
  readonly countingType: string;
  count: number | undefined;
  hardLimit: boolean;
  rules: readonly string[];
  status: string;
  disassociateWhenNotFound: boolean;
  expiry: number | undefined;
  products: readonly unknown[];
  readonly tags: Map<string, string>;
  readonly associations: Map<string, AssociationState>;
  readonly failures: Record<string, unknown>[];
}

export function emptyRegion(): RegionState {
  return {
    instances: new Map(),
    ec2Instances: [],
    activations: new Map(),
    configurations: new Map(),
    receivedLicenses: [],
    reportGenerators: [],
    settings: { crossAccount: false, organization: false, sourceRegions: [] },
  };
}
