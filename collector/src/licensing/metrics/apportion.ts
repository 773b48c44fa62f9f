import { sum } from '../arithmetic.ts';

/**
 * Splits a whole number in proportion to whole weights, so that the parts are whole and add up exactly: each gets its share
 * rounded down, and what is left goes to the largest remainders, the first by position where they are equal.
 */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const all = BigInt(sum(weights));
  if (all === 0n) return weights.map((_, index) => (index === 0 ? total : 0));
  const exact = weights.map((weight) => BigInt(weight) * BigInt(total));
  const parts = exact.map((one) => Number(one / all));
  const order = exact
    .map((one, index) => ({ remainder: one % all, index }))
    .toSorted((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of order.slice(0, total - sum(parts))) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
