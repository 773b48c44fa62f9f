import { sum } from '../arithmetic.ts';
import { measured, type RuleReference, type Share } from './metric-function.ts';

/**
 * Raises the measured total to a minimum that is owed once for the whole license. What is added stands at the first measured
 * host, so that the lines still add up; nothing is added where nothing is owed.
 */
export function topUp(
  rule: RuleReference,
  shares: readonly Share[],
  minimum: number,
  why: string,
): readonly Share[] {
  const total = sum(
    shares.map(({ measurement }) => (measurement.kind === 'measured' ? measurement.quantity : 0)),
  );
  const first = shares.find(({ measurement }) => measurement.kind === 'measured' && measurement.quantity > 0);
  if (first?.measurement.kind !== 'measured' || total >= minimum) return shares;
  const { quantity, derivation } = first.measurement;
  const added = minimum - total;
  const text = `${derivation.line}; + ${added} once, ${why} = ${quantity + added}`;
  const step = { operation: 'top-up', inputs: { minimum, total, added }, result: quantity + added, text };
  const raised = measured(rule, quantity + added, [...derivation.steps, step], text);
  return shares.map((share) => (share === first ? { ...share, measurement: raised } : share));
}
