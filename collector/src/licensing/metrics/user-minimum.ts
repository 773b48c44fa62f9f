import type { MetricCode, MetricInput, Share } from './metric-function.ts';
import { integerParameter, measured, unmeasurable, upperBound } from './metric-function.ts';
import { processorFactor } from './processor-factor.ts';

/**
 * Named users with a minimum for each processor: `max(users, minimum × processors)`. Hosts owe the minimum; what the users of
 * the contract (`figures.namedUsers`) exceed it by is owed once, shown at the first host.
 */
export const userMinimum: MetricCode = {
  name: 'user-minimum',
  parameters: { ...processorFactor.parameters, usersPerProcessor: 'integer' },
  switches: processorFactor.switches,
  tables: processorFactor.tables,
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const perProcessor = integerParameter(input, 'usersPerProcessor');
  const shares = processorFactor.measure(input).map((share) => minimumOf(input, share, perProcessor));
  const minimum = shares.reduce(
    (total, { measurement }) => total + (measurement.kind === 'measured' ? measurement.quantity : 0),
    0,
  );
  const users = input.figures.namedUsers;
  const first = shares.find(({ measurement }) => measurement.kind === 'measured');
  if (users === undefined || first === undefined || users <= minimum) return shares;
  return shares.map((share) => (share === first ? withUsers(input, share, users - minimum, users) : share));
}

function minimumOf(input: MetricInput, share: Share, perProcessor: number): Share {
  const { measurement } = share;
  const { line, steps } = measurement.derivation;
  if (measurement.kind === 'unmeasurable') {
    const bound = upperBound(measurement);
    const worst = bound === null ? null : bound * perProcessor;
    const text = `${perProcessor} users for each processor, ${line}`;
    return { ...share, measurement: unmeasurable(input.rule, measurement.missing, worst, steps, text) };
  }
  if (share.coveredBy !== null) return share;
  const quantity = measurement.quantity * perProcessor;
  const text = `${line}; ${perProcessor} users each = ${quantity}`;
  const step = { operation: 'users-per-processor', inputs: { perProcessor }, result: quantity, text };
  return { ...share, measurement: measured(input.rule, quantity, [...steps, step], text) };
}

function withUsers(input: MetricInput, share: Share, beyond: number, users: number): Share {
  const { measurement } = share;
  const quantity = (measurement.kind === 'measured' ? measurement.quantity : 0) + beyond;
  const text = `${measurement.derivation.line}; + ${beyond} for ${users} named users beyond the minimum = ${quantity}`;
  const step = { operation: 'named-users', inputs: { users, beyond }, result: quantity, text };
  return {
    ...share,
    measurement: measured(input.rule, quantity, [...measurement.derivation.steps, step], text),
  };
}
