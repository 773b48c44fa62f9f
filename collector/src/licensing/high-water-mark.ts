export type CalendarPeriod = 'month' | 'quarter' | 'year';

/** What was consumed at an instant (epoch ms), in the license's unit. */
export interface ConsumedAt {
  readonly at: number;
  readonly quantity: number;
}

/** The peak of one calendar period (UTC) and when it was reached first. */
export interface HighWaterMark {
  /** `2026-03`, `2026-Q1` or `2026`. */
  readonly period: string;
  readonly peak: number;
  readonly at: number;
}

/** One mark for each period in which something was measured, oldest first. */
export function highWaterMarks(
  points: readonly ConsumedAt[],
  period: CalendarPeriod,
): readonly HighWaterMark[] {
  const marks = new Map<string, HighWaterMark>();
  for (const { at, quantity } of points) {
    const name = periodOf(at, period);
    const mark = marks.get(name);
    const isHigher = mark === undefined || quantity > mark.peak || (quantity === mark.peak && at < mark.at);
    if (isHigher) marks.set(name, { period: name, peak: quantity, at });
  }
  return [...marks.values()].toSorted((a, b) => (a.period < b.period ? -1 : 1));
}

function periodOf(at: number, period: CalendarPeriod): string {
  const date = new Date(at);
  const year = String(date.getUTCFullYear());
  const month = date.getUTCMonth();
  switch (period) {
    case 'year':
      return year;
    case 'quarter':
      return `${year}-Q${Math.floor(month / 3) + 1}`;
    case 'month':
      return `${year}-${String(month + 1).padStart(2, '0')}`;
  }
}
