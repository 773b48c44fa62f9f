import type { Installation } from './installation.ts';

/** What is known of the processors at one instant. `null` is unknown and stays unknown. */
export interface Topology {
  readonly sockets: number | null;
  readonly cores: number | null;
  readonly logicalProcessors: number | null;
  /** Physical cores of each populated socket, firmware-disabled cores included where the firmware tells them. */
  readonly socketCores: readonly number[] | null;
  readonly socketSlots: number | null;
  readonly smt: boolean | null;
  /** True where a hypervisor presents this topology; null where that is not known. */
  readonly virtual: boolean | null;
  readonly architecture: string | null;
  readonly cpuVendor: string | null;
  readonly cpuModel: string | null;
  /** Fields on which two sources disagree, by name. */
  readonly conflicts: readonly string[];
}

/** Where the host runs. `physicalHost` is resolved through the virtualization graph, never guessed. */
export interface Placement {
  readonly kind: 'physical' | 'guest' | 'container' | 'hypervisor' | 'unknown';
  readonly hypervisor: string | null;
  readonly cloud: string | null;
  readonly physicalHostId: string | null;
  readonly cluster: string | null;
}

/** One host as licensing sees it at one instant. Times are integer epoch milliseconds. */
export interface HostFacts {
  readonly hostId: string;
  readonly name: string;
  /** `ssm`: known from Systems Manager alone, no agent has reported. */
  readonly origin: 'agent' | 'ssm' | 'import';
  readonly topology: Topology;
  readonly placement: Placement;
  readonly memoryBytes: number | null;
  readonly operatingSystem: {
    readonly family: string;
    readonly id: string | null;
    /** The name as Systems Manager shows it (`PlatformName`), else as the agent read it. */
    readonly name: string | null;
    readonly versionId: string | null;
    readonly edition: string | null;
  };
  readonly installations: readonly Installation[];
  /** Operator tags and AWS tags, operator's winning. */
  readonly tags: Readonly<Record<string, string>>;
  readonly managedInstanceIds: readonly string[];
  /** AWS accounts in which Systems Manager knows this host. */
  readonly awsAccounts: readonly string[];
  /** When the facts were last confirmed. A silent host keeps counting. */
  readonly lastSeenAt: number;
  readonly stale: boolean;
  /** False where software could not be read whole: what is absent here may yet be installed. */
  readonly softwareComplete: boolean;
}
