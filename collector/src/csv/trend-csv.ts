import type { TrendDocument } from '../services/snapshots/read-trend.ts';
import { toCsv } from './csv.ts';

const COLUMNS = [
  'license',
  'name',
  'unit',
  'day',
  'takenAt',
  'owned',
  'consumed',
  'worstCase',
  'balance',
  'state',
  'peak',
  'peakAt',
  'hosts',
  'hostsKnown',
] as const;

/** One row for each day. High-water marks of periods are the maxima of `peak`. */
export function trendCsv({ license, name, unit, days }: TrendDocument): string {
  return toCsv(
    COLUMNS,
    days.map((day) => ({ license, name, unit, ...day })),
  );
}
