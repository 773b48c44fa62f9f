import type { MetricCode } from './metric-function.ts';
import { plainMetrics } from './plain.ts';

/** Every metric function that catalog data can name. */
export const metricRegistry: ReadonlyMap<string, MetricCode> = new Map(
  [...plainMetrics].map((code) => [code.name, code]),
);
