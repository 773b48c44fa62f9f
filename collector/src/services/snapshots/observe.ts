import type { Position } from '../../licensing/position.ts';
import type { Condition } from '../../ports/alert-store.ts';
import type { MetricDatum } from '../../ports/aws.ts';
import type { Snapshot } from '../../ports/snapshot-store.ts';
import { type AlertRules, conditionsOf } from '../alerts/conditions.ts';
import { positionMetrics } from '../alerts/position-metrics.ts';
import type { AnswerPosition } from '../positions/answer-position.ts';

/** The position of now, as far as something follows from it. */
export interface Observation {
  readonly at: number;
  readonly snapshots: readonly Snapshot[];
  readonly conditions: readonly Condition[];
  readonly metrics: readonly MetricDatum[];
}

export type Observe = () => Promise<Observation>;

export function createObserve(answer: AnswerPosition, rules: AlertRules): Observe {
  return async () => {
    const answered = await answer();
    const { asked, report } = answered;
    return {
      at: asked.at,
      snapshots: report.positions.map((position) => snapshotOf(position, asked.at)),
      conditions: conditionsOf(answered, rules),
      metrics: positionMetrics(report),
    };
  };
}

function snapshotOf(position: Position, at: number): Snapshot {
  const { license, metric, onPremises, consumedInAws, completeness } = position;
  const inAws = consumedInAws ?? 0;
  return {
    license: license.id,
    name: license.name,
    unit: metric?.unit ?? null,
    at,
    owned: position.owned,
    consumed: onPremises.total + inAws,
    worstCase: onPremises.worstCase === null ? null : onPremises.worstCase + inAws,
    balance: position.balance,
    state: position.state,
    unmeasurable: onPremises.unmeasurable,
    hosts: completeness.hosts,
    hostsKnown: completeness.known,
  };
}
