import type { LicenseCountingType, ProductInformationFilter } from '../../reconciliation/aws-facts.ts';
import type { ExemptionRule } from '../exemption.ts';
import type { HostGroup, TagCondition } from '../scope.ts';

/** A license configuration that License Manager is to have for an entry; what is left out stays as it is there. */
export interface WantedInAws {
  /** Name of the configured source, and the Region. */
  readonly source: string;
  readonly region: string;
  readonly countingType: LicenseCountingType;
  /** Left out: what is owned, where the metric counts in the same unit. */
  readonly count?: number;
  readonly hardLimit?: boolean;
  readonly description?: string;
  readonly rules?: readonly string[];
  /** Alternatives, each a list of filters that must all hold. */
  readonly products?: readonly (readonly ProductInformationFilter[])[];
  readonly disassociateWhenNotFound?: boolean;
  /** Whether managed instances are associated by what is installed on them. */
  readonly associate: boolean;
}

/** One entry of licenses.yaml after reading: dates are epoch ms. What is left out is taken from the next source. */
export interface LicenseEntry {
  readonly id: string;
  readonly name?: string;
  /** ARNs, ids or names of the License Manager configurations that this entry speaks for. */
  readonly configurations?: readonly string[];
  readonly owned?: number;
  readonly product?: string;
  readonly editions?: readonly string[];
  readonly versions?: readonly string[];
  readonly metric?: string;
  readonly switches?: Readonly<Record<string, string>>;
  readonly figures?: Readonly<Record<string, number>>;
  readonly scope?: {
    readonly tags?: TagCondition;
    readonly excludedTags?: TagCondition;
    readonly hosts?: readonly string[];
    readonly groups?: readonly HostGroup[];
    readonly accounts?: readonly string[];
    readonly clusters?: readonly string[];
  };
  readonly exemptionTags?: readonly ExemptionRule['kind'][];
  readonly exemptions?: readonly ExemptionRule[];
  readonly priority?: number;
  readonly validFrom?: number;
  readonly expiresAt?: number;
  readonly aws?: WantedInAws;
  readonly choice?: { readonly position: string; readonly reason: string };
}
