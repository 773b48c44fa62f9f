import type { Position } from '../../licensing/position.ts';
import type { Condition } from '../../ports/alert-store.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';

export interface AlertRules {
  /** Percent of what is owned, for every license. */
  readonly thresholds: readonly number[];
  /** Thresholds of single licenses, by id. */
  readonly perLicense: Readonly<Record<string, readonly number[]>>;
  /** Days before a license expires. */
  readonly expiryDays: readonly number[];
  readonly staleSourceHours: number;
  /** Percent of hosts that are known whole. */
  readonly completenessBelow: number;
}

export const DEFAULT_ALERT_RULES: AlertRules = {
  thresholds: [80, 100],
  perLicense: {},
  expiryDays: [90, 30],
  staleSourceHours: 24,
  completenessBelow: 90,
};

/** Points of a percent that a figure must fall below its threshold before the alert is resolved. */
const HYSTERESIS = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Everything that is watched, as one answer shows it. Integers only: shares are compared by cross-multiplication. */
export function conditionsOf({ report, aws }: PositionAnswer, rules: AlertRules): readonly Condition[] {
  const { at } = report;
  return [
    ...report.positions.flatMap((position) => [
      ...utilization(position, rules.perLicense[position.license.id] ?? rules.thresholds),
      ...shortfall(position),
      ...expiry(position, rules.expiryDays, at),
    ]),
    ...staleSources(aws, rules.staleSourceHours, at),
    completeness(report.completeness, rules.completenessBelow),
  ];
}

function utilization(position: Position, thresholds: readonly number[]): Condition[] {
  const { license, owned, onPremises, consumedInAws } = position;
  if (owned === null || owned === 0) return [];
  const consumed = onPremises.total + (consumedInAws ?? 0);
  return thresholds.map((percent) => ({
    key: `utilization ${percent} ${license.id}`,
    kind: 'utilization',
    severity: percent >= 100 ? 'critical' : 'warning',
    license: license.id,
    state:
      consumed * 100 >= percent * owned
        ? 'raised'
        : consumed * 100 >= (percent - HYSTERESIS) * owned
          ? 'between'
          : 'cleared',
    text: `${license.name}: ${consumed} of ${owned} owned are consumed (threshold ${percent} %)`,
  }));
}

function shortfall({ license, balance }: Position): Condition[] {
  if (balance === null) return [];
  return [
    {
      key: `shortfall ${license.id}`,
      kind: 'shortfall',
      severity: 'critical',
      license: license.id,
      state: balance < 0 ? 'raised' : 'cleared',
      text:
        balance < 0
          ? `${license.name}: ${-balance} more consumed than owned`
          : `${license.name}: no shortfall`,
    },
  ];
}

function expiry({ license }: Position, days: readonly number[], at: number): Condition[] {
  const { expiresAt } = license;
  if (expiresAt === null) return [];
  const left = Math.max(0, Math.ceil((expiresAt - at) / DAY_MS));
  return days.map((limit) => ({
    key: `expiry ${limit} ${license.id}`,
    kind: 'expiry',
    severity: left === 0 ? 'critical' : 'warning',
    license: license.id,
    state: expiresAt - at <= limit * DAY_MS ? 'raised' : 'cleared',
    text: left === 0 ? `${license.name} has expired` : `${license.name} expires in ${left} days`,
  }));
}

/** Accounts and Regions of which something is old, and sources that never said which account they are. */
function staleSources(
  { freshness, coverage }: Pick<PositionAnswer['aws'], 'freshness' | 'coverage'>,
  hours: number,
  at: number,
): Condition[] {
  const oldest = new Map<string, { since: number | null; error: string | null }>();
  for (const { account, region, staleSince, lastSuccessAt, error } of freshness) {
    const key = `${account} ${region}`;
    const known = oldest.get(key);
    // What nobody tried to read for as long is as old as what could not be read.
    const unread = lastSuccessAt !== null && at - lastSuccessAt >= hours * HOUR_MS ? lastSuccessAt : null;
    const since = staleSince ?? unread;
    if (known === undefined || (since !== null && (known.since === null || since < known.since)))
      oldest.set(key, { since, error: error ?? (unread === null ? null : 'no sync has run') });
  }
  for (const { source, region, account, failure } of coverage) {
    if (account === null && failure !== null)
      oldest.set(`${source} ${region}`, { since: failure.since, error: failure.error });
  }
  return [...oldest].map(([key, { since, error }]) => ({
    key: `stale-source ${key}`,
    kind: 'stale-source',
    severity: 'warning',
    license: null,
    state:
      since !== null && at - since >= hours * HOUR_MS ? 'raised' : since === null ? 'cleared' : 'between',
    text:
      since === null
        ? `AWS ${key} is read again`
        : `AWS ${key} was not read since ${new Date(since).toISOString()}: ${error ?? 'unknown'}`,
  }));
}

function completeness(
  { hosts, known }: { readonly hosts: number; readonly known: number },
  below: number,
): Condition {
  return {
    key: 'completeness',
    kind: 'completeness',
    severity: 'warning',
    license: null,
    state:
      known * 100 < below * hosts
        ? 'raised'
        : known * 100 < Math.min(100, below + HYSTERESIS) * hosts
          ? 'between'
          : 'cleared',
    text: `${known} of ${hosts} hosts are known whole (expected: ${below} %)`,
  };
}
