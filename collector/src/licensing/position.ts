import type { SourceStatus } from './catalog.ts';
import type { Consumption } from './consumption.ts';
import type { License } from './license.ts';
import type { SoftPartitionFigure } from './soft-partition.ts';

/** What License Manager says is consumed, split by where. Its on-premises part is its own count, compared and never added. */
export interface AwsConsumption {
  readonly configurationArn: string;
  readonly unit: string | null;
  /** EC2 instances, Dedicated Hosts, RDS: what this license pays for in AWS. */
  readonly inAws: number | null;
  /** SYSTEMS_MANAGER_MANAGED_INSTANCE: AWS's count of the servers that we count ourselves. */
  readonly onPremises: number | null;
  /** Whether `inAws` is in the license's own unit and so can be set against what is owned. */
  readonly comparable: boolean;
}

/** How much of the answer rests on facts. `known` of `hosts` hosts are read whole and recently. */
export interface Completeness {
  readonly hosts: number;
  readonly known: number;
  /** `hosts` null: nobody knows how many, such as those of an AWS account that was never read. */
  readonly gaps: readonly { readonly reason: string; readonly hosts: number | null }[];
}

/**
 * compliant: owned covers even the worst case, and nothing is unknown. shortfall: what is measured already exceeds what is
 * owned. undetermined: neither can be said. no-entitlement: nothing is recorded as owned.
 */
export type PositionState = 'compliant' | 'shortfall' | 'undetermined' | 'no-entitlement';

export interface Position {
  readonly license: License;
  readonly metric: {
    readonly id: string;
    readonly name: string;
    readonly unit: string;
    readonly packSize: number | null;
    readonly effectiveFrom: string;
    readonly source: string;
    readonly status: SourceStatus;
  } | null;
  /** Rights owned at this instant: 0 once a license has expired, null where none are recorded. */
  readonly owned: number | null;
  readonly validity: 'valid' | 'expired' | 'not-yet-valid';
  readonly onPremises: Consumption;
  /** The same demand under every reading of soft partitions; null where the metric has no such question. */
  readonly softPartition: readonly SoftPartitionFigure[] | null;
  readonly aws: readonly AwsConsumption[];
  /** Sum of the comparable `inAws`. */
  readonly consumedInAws: number | null;
  /** Owned less what is consumed: negative is a shortfall. null where nothing is recorded as owned. */
  readonly balance: number | null;
  /** The same against the worst case; null where nothing is owned on record or the worst case has no bound. */
  readonly worstCaseBalance: number | null;
  /** Whole packs to buy, where the metric is sold in packs and the balance is short. */
  readonly packsShort: number | null;
  readonly state: PositionState;
  readonly completeness: Completeness;
}

/** A licensable product on hosts for which no license pays. */
export interface UnlicensedProduct {
  readonly product: string;
  readonly edition: string | null;
  readonly hostIds: readonly string[];
}

export interface PositionReport {
  readonly at: number;
  /** Sorted by license name, then id. */
  readonly positions: readonly Position[];
  /** Sorted by product, then edition. */
  readonly unlicensed: readonly UnlicensedProduct[];
  readonly completeness: Completeness;
}
