import { divideUp } from './arithmetic.ts';
import type { Consumption } from './consumption.ts';
import type { License } from './license.ts';
import type { MetricInEffect } from './measure-license.ts';
import type { AwsConsumption, Completeness, Position, PositionState } from './position.ts';
import type { SoftPartitionFigure } from './soft-partition.ts';

/** Sets what is owned against what is consumed. "Compliant" is said only where nothing that matters is unknown. */
export function createPosition(
  license: License,
  metric: MetricInEffect | null,
  onPremises: Consumption,
  aws: readonly AwsConsumption[],
  completeness: Completeness,
  at: number,
  softPartition: readonly SoftPartitionFigure[] | null,
): Position {
  const validity = validityOf(license, at);
  const owned = license.owned === null || validity === 'valid' ? license.owned : 0;
  const consumedInAws = comparableInAws(aws);
  const balance = owned === null ? null : owned - onPremises.total - (consumedInAws ?? 0);
  const worstCaseBalance =
    owned === null || onPremises.worstCase === null
      ? null
      : owned - onPremises.worstCase - (consumedInAws ?? 0);
  const known = aws.every((one) => one.comparable && one.inAws !== null) && completeness.gaps.length === 0;
  const packSize = metric?.metric.packSize ?? null;
  return {
    license,
    metric: metric === null ? null : describeMetric(metric),
    owned,
    validity,
    onPremises,
    softPartition,
    aws,
    consumedInAws,
    balance,
    worstCaseBalance,
    packsShort: packSize === null || balance === null ? null : divideUp(Math.max(-balance, 0), packSize),
    state: stateOf(balance, worstCaseBalance, known && license.selectors.length > 0),
    completeness,
  };
}

function validityOf(license: License, at: number): Position['validity'] {
  if (license.validFrom !== null && at < license.validFrom) return 'not-yet-valid';
  return license.expiresAt !== null && license.expiresAt <= at ? 'expired' : 'valid';
}

function comparableInAws(aws: readonly AwsConsumption[]): number | null {
  const figures = aws.filter((one) => one.comparable).map((one) => one.inAws);
  return figures.length === 0 || figures.includes(null)
    ? null
    : figures.reduce<number>((total, one) => total + (one ?? 0), 0);
}

function stateOf(balance: number | null, worstCaseBalance: number | null, known: boolean): PositionState {
  if (balance === null) return 'no-entitlement';
  if (balance < 0) return 'shortfall';
  return known && worstCaseBalance !== null && worstCaseBalance >= 0 ? 'compliant' : 'undetermined';
}

function describeMetric({ metric, version }: MetricInEffect): NonNullable<Position['metric']> {
  return {
    id: metric.id,
    name: metric.name,
    unit: metric.unit,
    packSize: metric.packSize,
    effectiveFrom: version.effectiveFrom,
    source: version.provenance.source,
    status: version.provenance.status,
  };
}
