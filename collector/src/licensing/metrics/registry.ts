import { capacity } from './capacity.ts';
import { coreMinimum } from './core-minimum.ts';
import { headcount } from './headcount.ts';
import type { MetricCode } from './metric-function.ts';
import { plainMetrics } from './plain.ts';
import { processorFactor } from './processor-factor.ts';
import { socketUnits } from './socket-units.ts';
import { userMinimum } from './user-minimum.ts';
import { vcpuUnits } from './vcpu-units.ts';

/** Every metric function that catalog data can name. */
export const metricRegistry: ReadonlyMap<string, MetricCode> = new Map(
  [
    ...plainMetrics,
    coreMinimum,
    socketUnits,
    processorFactor,
    userMinimum,
    capacity,
    vcpuUnits,
    headcount,
  ].map((code) => [code.name, code]),
);
