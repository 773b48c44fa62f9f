import { AppError } from '../../errors.ts';
import { type CalendarPeriod, highWaterMarks } from '../../licensing/high-water-mark.ts';
import { isDay } from '../../licensing/is-day.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DaySnapshot, SnapshotStore } from '../../ports/snapshot-store.ts';

export interface TrendDocument {
  readonly license: string;
  readonly name: string;
  readonly unit: string | null;
  readonly from: string;
  readonly to: string;
  readonly days: readonly {
    readonly day: string;
    readonly takenAt: string;
    readonly owned: number | null;
    readonly consumed: number;
    readonly worstCase: number | null;
    readonly balance: number | null;
    readonly state: string;
    readonly peak: number;
    readonly peakAt: string;
    readonly hosts: number;
    readonly hostsKnown: number;
  }[];
  readonly highWaterMarks: readonly { readonly period: string; readonly peak: number; readonly at: string }[];
}

export interface TrendRequest {
  /** By id, also of one that there is no more, or by a name that only one has now. */
  readonly license: string;
  /** Days (UTC), both included. Default: the last 92 days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly period: CalendarPeriod;
}

export type ReadTrend = (request: TrendRequest) => Promise<TrendDocument>;

const DEFAULT_DAYS = 92;
const DAY_MS = 86_400_000;

/** Daily positions as they were known then, and the high-water mark of each calendar period in the range. */
export function createReadTrend(
  store: SnapshotStore,
  clock: Clock,
  licenseNamed: (idOrName: string) => Promise<string>,
): ReadTrend {
  return async ({ license: given, from, to, period }) => {
    const now = clock.now();
    const toDay = to ?? dayOf(now);
    const fromDay = from ?? dayOf(now - DEFAULT_DAYS * DAY_MS);
    for (const day of [fromDay, toDay])
      if (!isDay(day)) throw new AppError('bad-request', `${day} is no day like 2026-03-31`);
    if (fromDay > toDay) throw new AppError('bad-request', `from ${fromDay} is after to ${toDay}`);
    const known = await store.licenses();
    const license = known.includes(given) ? given : await licenseNamed(given);
    const days = await store.days(license, fromDay, toDay);
    const last = days.at(-1);
    if (last === undefined && !known.includes(license))
      throw new AppError(
        'not-found',
        `no snapshot of ${license} was taken yet: the next is taken within the hour, or now by \`coreledger snapshot\``,
      );
    const marks = highWaterMarks(
      days.map(({ peak, peakAt }) => ({ at: peakAt, quantity: peak })),
      period,
    );
    return {
      license,
      name: last?.name ?? license,
      unit: last?.unit ?? null,
      from: fromDay,
      to: toDay,
      days: days.map(dayDocument),
      highWaterMarks: marks.map(({ at, ...mark }) => ({ ...mark, at: new Date(at).toISOString() })),
    };
  };
}

function dayDocument(one: DaySnapshot): TrendDocument['days'][number] {
  const { day, owned, consumed, worstCase, balance, state, peak, hosts, hostsKnown } = one;
  const [takenAt, peakAt] = [one.at, one.peakAt].map((at) => new Date(at).toISOString()) as [string, string];
  return { day, takenAt, owned, consumed, worstCase, balance, state, peak, peakAt, hosts, hostsKnown };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
