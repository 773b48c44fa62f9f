import type { ExemptionRule } from '../exemption.ts';
import type { TagCondition } from '../scope.ts';

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
    readonly accounts?: readonly string[];
    readonly clusters?: readonly string[];
  };
  readonly exemptionTags?: readonly ExemptionRule['kind'][];
  readonly exemptions?: readonly ExemptionRule[];
  readonly priority?: number;
  readonly validFrom?: number;
  readonly expiresAt?: number;
  readonly choice?: { readonly position: string; readonly reason: string };
}
