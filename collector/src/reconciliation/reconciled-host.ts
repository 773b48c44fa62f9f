import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Placement, Topology } from '../licensing/host-facts.ts';

/** One host of ours as reconciliation sees it. Times are epoch milliseconds. */
export interface ReconciledHost {
  readonly hostId: string;
  readonly name: string;
  readonly identity: HostIdentity;
  readonly topology: Topology;
  readonly placement: Placement;
  readonly managedInstanceIds: readonly string[];
  readonly lastSeenAt: number;
  readonly stale: boolean;
  /** null: never listed. */
  readonly software: readonly SoftwareItem[] | null;
  readonly softwareComplete: boolean;
}
