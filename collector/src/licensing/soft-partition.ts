import type { HostClaim } from './claims.ts';
import type { Consumption } from './consumption.ts';
import type { License } from './license.ts';
import { type MeasureContext, type MetricInEffect, measureTotals } from './measure-license.ts';

/** The switch of a metric that says what of a guest on a soft partition counts. */
export const SOFT_PARTITION = 'softPartition';

/** A license's demand as one reading of its contract has it. */
export interface SoftPartitionFigure {
  /** `guest`: virtual cores; `host`: cores of the machine below; `cluster`: cores of every machine a guest may move to. */
  readonly position: string;
  readonly total: number;
  readonly worstCase: number | null;
  readonly unmeasurable: number;
  readonly chosen: boolean;
}

/** All readings side by side, the chosen one, which `consumption` is, among them; null where the metric does not ask the question. */
export function softPartitionFigures(
  license: License,
  metric: MetricInEffect | null,
  claims: ReadonlyMap<string, HostClaim>,
  context: MeasureContext,
  consumption: Consumption,
): readonly SoftPartitionFigure[] | null {
  const positions = metric?.version.switches.find((one) => one.name === SOFT_PARTITION)?.values;
  if (metric === null || positions === undefined) return null;
  return positions.map((position) => {
    const reading = { ...metric, switches: { ...metric.switches, [SOFT_PARTITION]: position } };
    const chosen = metric.switches[SOFT_PARTITION] === position;
    const { total, worstCase, unmeasurable } = chosen
      ? consumption
      : measureTotals(license, reading, claims, context);
    return { position, total, worstCase, unmeasurable, chosen };
  });
}
