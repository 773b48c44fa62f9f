import type { PositionReport } from '../../licensing/position.ts';
import type { MetricDatum } from '../../ports/aws.ts';

/** Figures of each license for CloudWatch, by the dimension License. What is unknown is not sent: a gap is no zero. */
export function positionMetrics({ at, positions }: PositionReport): readonly MetricDatum[] {
  return positions.flatMap(({ license, owned, onPremises, consumedInAws, completeness }) => {
    const consumed = onPremises.total + (consumedInAws ?? 0);
    const datum = (name: string, value: number, unit: MetricDatum['unit']): MetricDatum => ({
      name,
      value,
      unit,
      dimensions: { License: license.id },
      at,
    });
    return [
      datum('Consumption', consumed, 'Count'),
      ...(owned === null ? [] : [datum('Entitlement', owned, 'Count')]),
      ...(owned === null || owned === 0 ? [] : [datum('Utilization', (consumed * 100) / owned, 'Percent')]),
      ...(completeness.hosts === 0
        ? []
        : [datum('Completeness', (completeness.known * 100) / completeness.hosts, 'Percent')]),
    ];
  });
}
