/** Attempts of one run; what is still waiting then stays for the next run. */
export const MAX_ATTEMPTS = 5;
const BASE_MS = 1_000;
const CAP_MS = 60_000;

/**
 * Milliseconds to wait after the given failed attempt (1 for the first): half of it doubles with each attempt, the other half
 * is left to chance, so that hosts which failed together do not come back together. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.floor(ceiling / 2 + (ceiling / 2) * random);
}
