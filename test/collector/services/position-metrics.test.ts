import { describe, expect, it } from 'vitest';
import type { PositionReport } from '../../../collector/src/licensing/position.ts';
import { positionMetrics } from '../../../collector/src/services/alerts/position-metrics.ts';

function report(owned: number | null): PositionReport {
  const position = {
    license: { id: 'sql' },
    owned,
    onPremises: { total: 42 },
    consumedInAws: 4,
    completeness: { hosts: 13, known: 8 },
  };
  return { at: 7, positions: [position] } as unknown as PositionReport;
}

describe('positionMetrics', () => {
  it('gives consumption of both sides, entitlement, utilization and completeness by license', () => {
    const metrics = positionMetrics(report(92));
    expect(metrics.map(({ name, value, unit }) => [name, Math.round(value), unit])).toEqual([
      ['Consumption', 46, 'Count'],
      ['Entitlement', 92, 'Count'],
      ['Utilization', 50, 'Percent'],
      ['Completeness', 62, 'Percent'],
    ]);
    expect(new Set(metrics.map(({ dimensions }) => dimensions.License))).toEqual(new Set(['sql']));
  });

  it('sends nothing for what is unknown', () => {
    expect(positionMetrics(report(null)).map(({ name }) => name)).toEqual(['Consumption', 'Completeness']);
    expect(positionMetrics(report(0)).map(({ name }) => name)).not.toContain('Utilization');
  });
});
