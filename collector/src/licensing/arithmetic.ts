/** Exact whole-number arithmetic. Licence counts are integers; no step here passes through a fraction of binary floating point. */

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** `dividend / divisor` rounded up, for whole numbers that are not negative. */
export function divideUp(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  return (dividend - remainder) / divisor + (remainder === 0 ? 0 : 1);
}

/** The sum of two upper bounds, where null is "no bound". */
export function addBounds(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
