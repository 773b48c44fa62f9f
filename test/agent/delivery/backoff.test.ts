import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../../../agent/src/delivery/backoff.ts';

it('doubles from one second to a minute, at least half of it certain', () => {
  expect([1, 2, 3, 7, 100].map((attempt) => backoffMs(attempt, 0))).toEqual([
    500, 1_000, 2_000, 30_000, 30_000,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const ceiling = Math.min(60_000, 1_000 * 2 ** Math.min(attempt - 1, 20));
        const delay = backoffMs(attempt, random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
        expect(delay).toBeLessThanOrEqual(ceiling);
      },
    ),
  );
});
