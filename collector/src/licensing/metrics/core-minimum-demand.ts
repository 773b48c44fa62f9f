import { sum } from '../arithmetic.ts';
import type { Topology } from '../host-facts.ts';
import type { DerivationStep } from '../measurement.ts';
import { coreBound, socketBound, socketVector } from '../topology-bounds.ts';
import { type Demand, known, unknown } from './demand.ts';

/** `max(perHost, Σ max(perSocket, cores of the socket))`. */
export function coreMinimumDemand(topology: Topology, perSocket: number, perHost: number): Demand {
  const vector = socketVector(topology);
  if (vector === null) return unknownVector(topology, perSocket, perHost);
  const raised = vector.map((cores) => Math.max(perSocket, cores));
  const subtotal = sum(raised);
  const quantity = Math.max(perHost, subtotal);
  const text = describeVector(vector, perSocket);
  const line = quantity > subtotal ? `max(${perHost}, ${text}) = ${quantity}` : `${text} = ${quantity}`;
  const steps: DerivationStep[] = [
    {
      operation: 'socket-cores',
      inputs: { socketCores: vector },
      result: vector.length,
      text: `cores by socket: ${vector.join(', ')}`,
    },
    {
      operation: 'minimum-per-socket',
      inputs: { minimum: perSocket, raised },
      result: subtotal,
      text: `${text} = ${subtotal}`,
    },
  ];
  if (perHost > 0)
    steps.push({
      operation: 'minimum-per-host',
      inputs: { minimum: perHost, subtotal },
      result: quantity,
      text: `max(${perHost}, ${subtotal}) = ${quantity}`,
    });
  return known(quantity, steps, line);
}

/** `2 sockets × max(8, 6)`, `max(8, 8) + max(8, 6)`, `1 socket × max(4, 6)`. */
function describeVector(vector: readonly number[], perSocket: number): string {
  const first = vector[0];
  const one = (cores: number | undefined): string =>
    perSocket === 0 ? `${cores} cores` : `max(${perSocket}, ${cores})`;
  if (vector.every((cores) => cores === first))
    return `${vector.length} ${vector.length === 1 ? 'socket' : 'sockets'} × ${one(first)}`;
  return vector.map(one).join(' + ');
}

/**
 * The distribution of cores over sockets that costs most: all sockets but one with a single core. More sockets cost more, so
 * an unknown number of sockets is taken as the most there can be.
 */
function unknownVector(topology: Topology, perSocket: number, perHost: number): Demand {
  const cores = coreBound(topology);
  const sockets = socketBound(topology);
  const facts = `${topology.sockets ?? 'unknown'} sockets, ${topology.cores ?? 'unknown'} cores, cores of each socket unknown`;
  const missing = topology.cores === null ? ['cores'] : ['cores by socket'];
  if (cores === null || sockets === null) return unknown(missing, null, facts);
  const spread = Math.max(sockets, 1);
  const rest = Math.max(cores - spread + 1, 1);
  return unknown(
    missing,
    Math.max(perHost, (spread - 1) * Math.max(perSocket, 1) + Math.max(perSocket, rest)),
    facts,
  );
}
