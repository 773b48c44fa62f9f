import type { SwitchValues } from './catalog.ts';
import type { EligibilityRule } from './eligibility.ts';
import type { ExemptionKind, ExemptionRule } from './exemption.ts';
import type { HostCondition, Scope } from './scope.ts';

/** Where a statement about a license came from, strongest first. */
export type BindingSource =
  | 'licenses-file'
  | 'configuration-tags'
  | 'product-filters'
  | 'associations'
  | 'configuration';

/** What a license pays for. A license with several selectors pays for what any of them finds. */
export type Selector =
  | {
      readonly kind: 'product';
      readonly product: string;
      /** null: every licensable edition. */
      readonly editions: readonly string[] | null;
      /** Dotted version prefixes (`15`, `19.3`); null: every version. */
      readonly versions: readonly string[] | null;
    }
  /** License Manager's product information filters: titles under a product of their own (null: the host itself), on the hosts they allow. */
  | { readonly kind: 'titles'; readonly product: string | null; readonly host: HostCondition }
  /** Resources already associated in License Manager. */
  | { readonly kind: 'associated'; readonly managedInstanceIds: ReadonlySet<string> };

export interface License {
  readonly id: string;
  readonly name: string;
  /** Rights owned, in the metric's unit; null: none recorded, which is no proof of "unlimited". */
  readonly owned: number | null;
  readonly metric: string;
  readonly switches: SwitchValues;
  /** Figures no host can tell: `users`, `employees`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Empty: bound to nothing yet; the position says so. */
  readonly selectors: readonly Selector[];
  /** What of it is not understood as it is written, in words: nothing found of a misspelt product is no proof of nothing owed. */
  readonly doubts: readonly string[];
  readonly scope: Scope;
  /** Exemption kinds that hosts may claim by tag under this license's contract. */
  readonly exemptionTags: readonly ExemptionKind[];
  readonly exemptions: readonly ExemptionRule[];
  readonly eligibility: readonly EligibilityRule[];
  /** Smaller is allocated first where two licenses could pay for one installation. */
  readonly priority: number;
  readonly validFrom: number | null;
  readonly expiresAt: number | null;
  /** ARNs of the License Manager configurations this license stands for. */
  readonly configurations: readonly string[];
  /** Which reading of soft partitions was chosen (it sets the metric's switch), and why. */
  readonly choice: { readonly position: string; readonly reason: string } | null;
  readonly sources: {
    readonly selectors: BindingSource | null;
    readonly metric: BindingSource;
    readonly owned: BindingSource | null;
    readonly scope: BindingSource | null;
  };
}
