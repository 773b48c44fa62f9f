import type { ParameterValue, SwitchValues, TableVersion } from '../catalog.ts';
import type { Fleet } from '../fleet.ts';
import type { HostFacts } from '../host-facts.ts';
import type { Installation } from '../installation.ts';
import type { DerivationStep, Measurement } from '../measurement.ts';

/** A host that owes under one license, with the installations that make it owe. */
export interface LicensedHost {
  readonly host: HostFacts;
  readonly installations: readonly Installation[];
}

export interface RuleReference {
  readonly rule: string;
  readonly effectiveFrom: string;
  readonly source: string;
}

/** Everything a metric may look at. The answer depends on nothing else and on no order. */
export interface MetricInput {
  /** Sorted by host id. */
  readonly licensed: readonly LicensedHost[];
  readonly fleet: Fleet;
  readonly rule: RuleReference;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly switches: SwitchValues;
  /** Figures no host can tell (named users, employees), as licenses.yaml gives them. */
  readonly figures: Readonly<Record<string, number>>;
  /** The version of a lookup table in effect; null where the catalog has none. */
  readonly table: (id: string) => TableVersion | null;
  readonly at: number;
}

/**
 * One host's share of the demand. A license's demand is the sum over its shares, whichever way it was grouped: a host whose
 * demand is counted at another (`coveredBy`) has quantity 0, and the host that it is counted at has a share of its own.
 */
export interface Share {
  readonly host: HostFacts;
  readonly measurement: Measurement;
  readonly coveredBy: string | null;
}

export type MetricFunction = (input: MetricInput) => readonly Share[];

/** A metric's code: which parameters and switches it understands, checked against the catalog when that is loaded. */
export interface MetricCode {
  readonly name: string;
  readonly parameters: Readonly<Record<string, 'integer' | 'text' | 'boolean' | 'texts'>>;
  /** Values by name; the first holds where the catalog does not offer the switch. */
  readonly switches: Readonly<Record<string, readonly string[]>>;
  readonly tables: readonly string[];
  readonly measure: MetricFunction;
}

export function measured(
  rule: RuleReference,
  quantity: number,
  steps: readonly DerivationStep[],
  line: string,
): Measurement {
  return { kind: 'measured', quantity, derivation: { ...rule, steps, line } };
}

export function unmeasurable(
  rule: RuleReference,
  missing: readonly string[],
  worstCase: number | null,
  steps: readonly DerivationStep[],
  line: string,
): Measurement {
  return { kind: 'unmeasurable', missing, worstCase, derivation: { ...rule, steps, line } };
}

/** What a host owes at most under a measurement; null: no bound. */
export function upperBound(measurement: Measurement): number | null {
  return measurement.kind === 'measured' ? measurement.quantity : measurement.worstCase;
}

export function textParameter(input: MetricInput, name: string): string {
  const value = input.parameters[name];
  return typeof value === 'string' ? value : '';
}

export function integerParameter(input: MetricInput, name: string): number {
  const value = input.parameters[name];
  return typeof value === 'number' ? value : 0;
}
