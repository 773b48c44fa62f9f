import { expect, it } from 'vitest';
import { startDelayMs } from '../../../agent/src/schedule/start-delay.ts';

it('gives every host its own fixed place, evenly over the window', () => {
  const buckets = new Array<number>(10).fill(0);
  for (let host = 0; host < 10_000; host += 1) {
    const delay = startDelayMs(`host-${host}`, 3_600_000);
    expect(delay).toBe(startDelayMs(`host-${host}`, 3_600_000));
    const bucket = Math.floor(delay / 360_000);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  expect(buckets).toHaveLength(10);
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  expect(startDelayMs('host-1', 0)).toBe(0);
});
