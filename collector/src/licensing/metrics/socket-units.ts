import { divideUp } from '../arithmetic.ts';
import type { HostFacts } from '../host-facts.ts';
import { socketBound, socketCount } from '../topology-bounds.ts';
import { type Demand, demandBound, known, measurementOf, unknown } from './demand.ts';
import { coveredShares, groupByMachine, type Machine, type Unplaced, worstOf } from './machines.ts';
import { integerParameter, type MetricCode, type MetricInput, type Share } from './metric-function.ts';

const GIBIBYTE = 1024 ** 3;

/**
 * Subscriptions for groups of populated sockets. `guests=physical`: the machine's sockets cover all its guests.
 * `guests=virtual`: guests are paid `guestsPerUnit` together on each machine. `gibibytesPerUnit` (0: no limit) adds one for each
 * further block of memory of an instance.
 */
export const socketUnits: MetricCode = {
  name: 'socket-units',
  parameters: {
    socketsPerUnit: 'integer',
    guestsPerUnit: 'integer',
    gibibytesPerUnit: 'integer',
    socketLimit: 'integer',
  },
  switches: { guests: ['physical', 'virtual'] },
  tables: [],
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const { machines, unplaced } = groupByMachine(input.licensed, input.fleet);
  const virtual = input.switches.guests === 'virtual';
  const worst = worstOf((host) => demandBound(socketDemand(input, host)));
  return [
    ...machines.flatMap((machine) => (virtual ? separately(input, machine) : together(input, machine))),
    ...unplaced.map((one) => unplacedShare(input, one, worst(one.candidates), virtual)),
  ];
}

function together(input: MetricInput, machine: Machine): Share[] {
  const demand = socketDemand(input, machine.host);
  return [
    { host: machine.host, measurement: measurementOf(input.rule, demand), coveredBy: null },
    ...coveredShares(input.rule, machine.guests, machine.host),
  ];
}

/** The machine pays for its own installation by sockets, and for its guests by their number. */
function separately(input: MetricInput, machine: Machine): Share[] {
  const own = machine.self === null ? null : socketDemand(input, machine.host);
  const guests = machine.guests.length === 0 ? null : guestsDemand(input, machine);
  const demand = own !== null && guests !== null ? add(own, guests) : (own ?? guests);
  if (demand === null) return [];
  return [
    { host: machine.host, measurement: measurementOf(input.rule, demand), coveredBy: null },
    ...coveredShares(input.rule, machine.guests, machine.host),
  ];
}

function socketDemand(input: MetricInput, host: HostFacts): Demand {
  const perUnit = integerParameter(input, 'socketsPerUnit');
  const sockets = socketCount(host.topology);
  if (sockets === null) {
    const bound = socketBound(host.topology);
    return withMemory(
      input,
      host,
      unknown(['sockets'], bound === null ? null : divideUp(bound, perUnit), 'sockets unknown'),
    );
  }
  const quantity = divideUp(sockets, perUnit);
  const rounded =
    perUnit === 1 ? `${sockets} populated sockets` : `${sockets} populated sockets ÷ ${perUnit}, rounded up,`;
  const line = `${rounded} = ${quantity}${limitNote(input, host, sockets)}`;
  const step = {
    operation: 'round-up',
    inputs: { sockets, socketsPerUnit: perUnit },
    result: quantity,
    text: line,
  };
  return withMemory(input, host, known(quantity, [step], line));
}

/** An edition for small servers is bounded by what the board could take, whatever sits in it. */
function limitNote(input: MetricInput, host: HostFacts, sockets: number): string {
  const limit = integerParameter(input, 'socketLimit');
  const capacity = Math.max(sockets, host.topology.socketSlots ?? 0);
  if (limit === 0 || capacity <= limit) return '';
  return ` (not allowed here: the board has ${capacity} sockets, the edition at most ${limit})`;
}

function guestsDemand(input: MetricInput, machine: Machine): Demand {
  const perUnit = integerParameter(input, 'guestsPerUnit');
  const count = machine.guests.length;
  const quantity = divideUp(count, perUnit);
  const line = `${count} ${count === 1 ? 'guest' : 'guests'} ÷ ${perUnit}, rounded up, = ${quantity}`;
  const step = {
    operation: 'round-up',
    inputs: { guests: count, guestsPerUnit: perUnit },
    result: quantity,
    text: line,
  };
  return machine.guests.reduce(
    (demand, guest) => withMemory(input, guest.host, demand),
    known(quantity, [step], line),
  );
}

function withMemory(input: MetricInput, host: HostFacts, demand: Demand): Demand {
  const block = integerParameter(input, 'gibibytesPerUnit');
  if (block === 0) return demand;
  if (host.memoryBytes === null)
    return unknown(
      [...(demand.kind === 'unknown' ? demand.missing : []), 'memory'],
      null,
      `${demand.line}; memory of ${host.name} unknown`,
    );
  const extra = Math.max(divideUp(host.memoryBytes, block * GIBIBYTE), 1) - 1;
  if (extra === 0) return demand;
  const line = `${extra} more for memory beyond ${block} GiB of ${host.name}`;
  const step = {
    operation: 'memory-blocks',
    inputs: { memoryBytes: host.memoryBytes, gibibytesPerUnit: block },
    result: extra,
    text: line,
  };
  return add(demand, known(extra, [step], line));
}

function add(a: Demand, b: Demand): Demand {
  if (a.kind === 'known' && b.kind === 'known') {
    const quantity = a.quantity + b.quantity;
    const line = `${a.line}; ${b.line}; together ${quantity}`;
    return known(quantity, [...a.steps, ...b.steps], line);
  }
  const [x, y] = [a, b].map((one) => (one.kind === 'known' ? one.quantity : one.worstCase));
  const missing = [a, b].flatMap((one) => (one.kind === 'unknown' ? one.missing : []));
  return unknown(missing, x == null || y == null ? null : x + y, `${a.line}; ${b.line}`);
}

function unplacedShare(
  input: MetricInput,
  { licensed, missing }: Unplaced,
  sockets: number | null,
  virtual: boolean,
): Share {
  const { host } = licensed;
  // A guest paid by number costs at most one unit, wherever it runs.
  const worst = virtual && host.placement.kind !== 'unknown' ? 1 : sockets;
  const demand = withMemory(input, host, unknown([missing], worst, `${missing} unknown`));
  return { host, measurement: measurementOf(input.rule, demand), coveredBy: null };
}
