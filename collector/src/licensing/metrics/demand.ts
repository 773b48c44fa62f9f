import type { DerivationStep, Measurement } from '../measurement.ts';
import { measured, type RuleReference, unmeasurable } from './metric-function.ts';

/** What one machine or guest demands, before it becomes a line of a license. */
export type Demand =
  | {
      readonly kind: 'known';
      readonly quantity: number;
      readonly steps: readonly DerivationStep[];
      readonly line: string;
    }
  | {
      readonly kind: 'unknown';
      readonly missing: readonly string[];
      readonly worstCase: number | null;
      readonly steps: readonly DerivationStep[];
      readonly line: string;
    };

export function known(quantity: number, steps: readonly DerivationStep[], line: string): Demand {
  return { kind: 'known', quantity, steps, line };
}

/** `note` says why, in words: `2 sockets, cores of each unknown`. */
export function unknown(missing: readonly string[], worstCase: number | null, note: string): Demand {
  const line = `${note}; ${worstCase === null ? 'no bound is known' : `at most ${worstCase}`}`;
  const step: DerivationStep = {
    operation: 'unknown',
    inputs: { missing: missing.join(', ') },
    result: worstCase,
    text: line,
  };
  return { kind: 'unknown', missing, worstCase, steps: [step], line };
}

export function demandBound(demand: Demand): number | null {
  return demand.kind === 'known' ? demand.quantity : demand.worstCase;
}

export function measurementOf(rule: RuleReference, demand: Demand): Measurement {
  if (demand.kind === 'known') return measured(rule, demand.quantity, demand.steps, demand.line);
  return unmeasurable(rule, demand.missing, demand.worstCase, demand.steps, demand.line);
}

/** A demand multiplied: `24 × 3 = 72`, the reason in words. */
export function times(demand: Demand, factor: number, why: string): Demand {
  if (factor === 1) return demand;
  if (demand.kind === 'unknown') {
    const worst = demand.worstCase === null ? null : demand.worstCase * factor;
    return unknown(demand.missing, worst, `${demand.line.split(';')[0]}, × ${factor} (${why})`);
  }
  const quantity = demand.quantity * factor;
  const line = `${demand.line}; × ${factor} (${why}) = ${quantity}`;
  const step = { operation: 'multiply', inputs: { factor, why }, result: quantity, text: line };
  return known(quantity, [...demand.steps, step], line);
}
