import {
  integerParameter,
  type MetricCode,
  type MetricInput,
  measured,
  type Share,
  unmeasurable,
  upperBound,
} from './metric-function.ts';
import { processorFactor } from './processor-factor.ts';
import { topUp } from './top-up.ts';

/**
 * Named users with a minimum for each processor or server: the larger of that minimum and the users of the contract
 * (`figures.users`). Hosts owe the minimum; what the users exceed it by is owed once.
 */
export const userMinimum: MetricCode = {
  name: 'user-minimum',
  parameters: { ...processorFactor.parameters, usersPerProcessor: 'integer', usersPerServer: 'integer' },
  switches: processorFactor.switches,
  tables: processorFactor.tables,
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const shares = processorFactor.measure(input).map((share) => minimumOf(input, share));
  const { users } = input.figures;
  return users === undefined
    ? shares
    : topUp(input.rule, shares, users, `${users} named users are more than the minimum`);
}

function minimumOf(input: MetricInput, share: Share): Share {
  if (share.coveredBy !== null) return share;
  const perProcessor = integerParameter(input, 'usersPerProcessor');
  const perServer = integerParameter(input, 'usersPerServer');
  const { measurement } = share;
  const { line, steps } = measurement.derivation;
  const processors = upperBound(measurement);
  const quantity = processors === null ? null : processors * perProcessor + perServer;
  const each =
    perServer > 0 ? `${perServer} users for the server` : `${perProcessor} users for each processor`;
  if (measurement.kind === 'unmeasurable' && perProcessor > 0) {
    const bound = quantity === null ? 'no bound is known' : `at most ${quantity}`;
    const text = `${line.split(';')[0]}; ${each}, ${bound}`;
    return { ...share, measurement: unmeasurable(input.rule, measurement.missing, quantity, steps, text) };
  }
  if (
    measurement.kind === 'unmeasurable' &&
    measurement.missing.some((fact) => fact !== 'cores' && fact !== 'processor model')
  ) {
    const text = `${line.split(';')[0]}; ${each}`;
    return { ...share, measurement: unmeasurable(input.rule, measurement.missing, perServer, steps, text) };
  }
  const owed = perProcessor === 0 ? perServer : (quantity ?? 0);
  const text = perProcessor === 0 ? `${each} = ${owed}` : `${line}; ${perProcessor} users each = ${owed}`;
  const step = { operation: 'users-minimum', inputs: { perProcessor, perServer }, result: owed, text };
  return { ...share, measurement: measured(input.rule, owed, [...steps, step], text) };
}
