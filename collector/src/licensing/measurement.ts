/** One step of a derivation, for programs; `text` is the same for people. Values are exact integers or `n/d` fractions as text. */
export interface DerivationStep {
  /** What was done: `socket-cores`, `minimum-per-socket`, `sum`, `factor`, `round-up`, `exempt`, … */
  readonly operation: string;
  readonly inputs: Readonly<Record<string, number | string | readonly number[] | null>>;
  readonly result: number | string | null;
  readonly text: string;
}

export interface Derivation {
  readonly rule: string;
  /** ISO date from which this version of the rule applies. */
  readonly effectiveFrom: string;
  readonly source: string;
  readonly steps: readonly DerivationStep[];
  /** `2 sockets × max(8, 6) = 16` */
  readonly line: string;
}

/**
 * One host's demand under a metric. Unmeasurable says which fact is missing and the worst case beside it (null where even
 * that has no bound); the worst case is never below what the known facts already demand.
 */
export type Measurement =
  | { readonly kind: 'measured'; readonly quantity: number; readonly derivation: Derivation }
  | {
      readonly kind: 'unmeasurable';
      readonly missing: readonly string[];
      readonly worstCase: number | null;
      readonly derivation: Derivation;
    };
