import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { Placement, Topology } from '../licensing/host-facts.ts';
import type { ComparableSoftware } from './comparable-software.ts';

/** What is compared with SSM's inventory, and since when it has been so. Times are epoch milliseconds. */
export interface HostState {
  readonly topology: Topology;
  readonly topologySince: number;
  /** null: never listed. */
  readonly software: ComparableSoftware | null;
  readonly softwareComplete: boolean;
  readonly softwareSince: number;
}

/** One host of ours as reconciliation sees it. Times are epoch milliseconds. */
export interface ReconciledHost extends HostState {
  readonly hostId: string;
  readonly name: string;
  readonly identity: Pick<HostIdentity, 'fqdn' | 'smbiosUuid' | 'machineIdHash'>;
  readonly placement: Placement;
  readonly managedInstanceIds: readonly string[];
  /** Registrations of hosts that are merged into this one. */
  readonly mergedManagedInstanceIds: readonly string[];
  readonly registration: {
    /** false: the agent may not read it, so that a host without one may have one. */
    readonly known: boolean;
    readonly region: string | null;
    readonly since: number;
  };
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly stale: boolean;
}
