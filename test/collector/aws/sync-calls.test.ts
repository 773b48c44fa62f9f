import { expect, it } from 'vitest';
import { documentedCalls, measureSync } from '../../support/aws/measure-sync.ts';

it('a sync makes the documented calls and no more, in bounded memory', async () => {
  expect(documentedCalls(10_000, [5000, 0])).toBe(1412);
  const measures = await measureSync(1000, 20, 1);
  for (const { code, calls, expectedCalls, facts, peakMiB } of measures) {
    expect([code, calls, facts > 4000]).toEqual([0, expectedCalls, true]);
    expect(peakMiB).toBeLessThan(512);
  }
}, 240_000);
