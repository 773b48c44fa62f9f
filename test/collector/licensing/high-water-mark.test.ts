import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highWaterMarks } from '../../../collector/src/licensing/high-water-mark.ts';

const at = (text: string) => Date.parse(text);

describe('highWaterMarks', () => {
  it('gives the peak of each calendar period in UTC, and when it was reached first', () => {
    const points = [
      { at: at('2026-03-31T23:59:59Z'), quantity: 30 },
      { at: at('2026-04-01T00:00:00Z'), quantity: 12 },
      { at: at('2026-05-02T08:00:00Z'), quantity: 20 },
      { at: at('2026-06-02T08:00:00Z'), quantity: 20 },
    ];
    expect(highWaterMarks(points, 'quarter')).toEqual([
      { period: '2026-Q1', peak: 30, at: at('2026-03-31T23:59:59Z') },
      { period: '2026-Q2', peak: 20, at: at('2026-05-02T08:00:00Z') },
    ]);
    expect(highWaterMarks(points, 'month').map((one) => one.period)).toEqual([
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
    ]);
    expect(highWaterMarks(points, 'year')).toEqual([
      { period: '2026', peak: 30, at: at('2026-03-31T23:59:59Z') },
    ]);
  });

  it('depends on no order, and no point of a period is above its mark', () => {
    const point = fc.record({
      at: fc.integer({ min: at('2020-01-01'), max: at('2030-01-01') }),
      quantity: fc.nat(1000),
    });
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const marks = highWaterMarks(points, 'month');
        expect(highWaterMarks(points.toReversed(), 'month')).toEqual(marks);
        expect(Math.max(0, ...marks.map((one) => one.peak))).toBe(
          Math.max(0, ...points.map((one) => one.quantity)),
        );
        for (const mark of marks) expect(points).toContainEqual({ at: mark.at, quantity: mark.peak });
      }),
    );
  });
});
