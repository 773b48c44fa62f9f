/** What the reports say, ready for JSON: times are ISO 8601 in UTC, unknown is null. */

import type { LineState } from '../../licensing/consumption.ts';
import type { Confidence } from '../../licensing/installation.ts';
import type { BindingSource } from '../../licensing/license.ts';
import type { DerivationStep } from '../../licensing/measurement.ts';
import type { Position } from '../../licensing/position.ts';
import type { SoftPartitionFigure } from '../../licensing/soft-partition.ts';
import type { SourceDocument } from './source-document.ts';

export interface CompletenessDocument {
  readonly hosts: number;
  readonly known: number;
  readonly gaps: readonly { readonly reason: string; readonly hosts: number | null }[];
}

export interface PositionDocument {
  readonly license: string;
  readonly name: string;
  readonly metric: {
    readonly id: string;
    readonly name: string;
    readonly unit: string;
    readonly effectiveFrom: string;
    readonly source: string;
    readonly status: string;
    readonly packSize: number | null;
  } | null;
  readonly owned: number | null;
  readonly validity: Position['validity'];
  readonly expiresAt: string | null;
  readonly consumedOnPremises: number;
  /** What may be owed at most once the unknown is known; null: no bound. */
  readonly worstCaseOnPremises: number | null;
  readonly unmeasurable: number;
  /** The same demand under each reading of soft partitions, and why one was chosen; null: the metric does not ask. */
  readonly softPartition: {
    readonly figures: readonly SoftPartitionFigure[];
    readonly reason: string | null;
  } | null;
  readonly consumedInAws: number | null;
  readonly balance: number | null;
  readonly worstCaseBalance: number | null;
  readonly packsShort: number | null;
  readonly state: Position['state'];
  readonly completeness: CompletenessDocument;
  readonly aws: readonly {
    readonly configurationArn: string;
    readonly unit: string | null;
    readonly inAws: number | null;
    readonly onPremisesByAws: number | null;
    readonly comparable: boolean;
  }[];
  readonly boundBy: {
    readonly selectors: BindingSource | null;
    readonly metric: BindingSource;
    readonly owned: BindingSource | null;
    readonly scope: BindingSource | null;
  };
}

export interface ConsumptionDocument {
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly licenses: readonly PositionDocument[];
  readonly unlicensed: readonly {
    readonly product: string;
    readonly edition: string | null;
    readonly hosts: number;
    readonly hostIds: readonly string[];
  }[];
  readonly completeness: CompletenessDocument;
  readonly notes: readonly { readonly license: string; readonly problem: string; readonly text: string }[];
  readonly sources: readonly SourceDocument[];
}

export interface EvidenceDocument {
  readonly source: string;
  readonly location: string;
  readonly text: string;
  readonly seenAt: string;
}

export interface InstallationDocument {
  readonly product: string;
  readonly edition: string | null;
  readonly version: string | null;
  readonly instance: string | null;
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceDocument[];
}

export interface LineDocument {
  readonly license: string;
  readonly licenseName: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly state: LineState;
  /** null: unmeasurable; `worstCase` is shown instead. */
  readonly quantity: number | null;
  readonly worstCase: number | null;
  readonly missing: readonly string[];
  readonly derivation: {
    readonly line: string;
    readonly rule: string;
    readonly effectiveFrom: string;
    readonly source: string;
    readonly steps: readonly DerivationStep[];
  };
  readonly coveredBy: string | null;
  readonly paidBy: string | null;
  readonly exemption: {
    readonly kind: string;
    readonly reason: string;
    readonly expiresAt: string | null;
    readonly claimedBy: string;
    readonly applied: boolean;
    readonly problem: string | null;
  } | null;
  readonly installations: readonly InstallationDocument[];
  readonly confidence: Confidence;
  readonly notes: readonly string[];
  readonly stale: boolean;
  readonly lastSeenAt: string;
  readonly links: { readonly host: string; readonly reports: string };
}

export interface TotalsDocument {
  readonly total: number;
  readonly worstCase: number | null;
  readonly unmeasurable: number;
  readonly lines: number;
}

export interface LicenseDocument {
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly position: PositionDocument;
  /** Sums over every line that the filter leaves, on this page and the others. */
  readonly totals: TotalsDocument;
  readonly items: readonly LineDocument[];
  readonly next: string | null;
}
