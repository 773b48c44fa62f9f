import type { MetricCode, MetricInput, Share } from './metric-function.ts';
import { measured, textParameter, unmeasurable } from './metric-function.ts';

/**
 * Metrics that no host can tell (employees): hosts show the exposure, the figure of licenses.yaml is owed once as soon as one
 * licensable installation exists. Without the figure nothing can be said.
 */
export const headcount: MetricCode = {
  name: 'headcount',
  parameters: { figure: 'text' },
  switches: {},
  tables: [],
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const name = textParameter(input, 'figure');
  const figure = input.figures[name];
  return input.licensed.map(({ host, installations }, index): Share => {
    const exposed = `${installations.length} licensable ${installations.length === 1 ? 'installation' : 'installations'}`;
    if (figure === undefined) {
      const line = `${exposed}; ${name} not given in licenses.yaml`;
      return { host, measurement: unmeasurable(input.rule, [name], null, [], line), coveredBy: null };
    }
    const quantity = index === 0 ? figure : 0;
    const line =
      index === 0
        ? `${exposed}; ${figure} ${name} owed once for the whole license`
        : `${exposed}; counted by ${name}, not by host`;
    const step = {
      operation: 'headcount',
      inputs: { figure, installations: installations.length },
      result: quantity,
      text: line,
    };
    return { host, measurement: measured(input.rule, quantity, [step], line), coveredBy: null };
  });
}
