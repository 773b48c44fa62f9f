import { addBounds, sum } from '../arithmetic.ts';
import type { TableRow } from '../catalog.ts';
import type { HostFacts } from '../host-facts.ts';
import { coreBound, coreCount } from '../topology-bounds.ts';
import { type Demand, demandBound, known, measurementOf, unknown } from './demand.ts';
import { coveredShares, groupByMachine, type Machine, type Unplaced, worstOf } from './machines.ts';
import {
  integerParameter,
  type LicensedHost,
  type MetricCode,
  type MetricInput,
  type Share,
  textParameter,
} from './metric-function.ts';
import { createProcessorLookup, integerValue } from './table-lookup.ts';

type Rate = (host: HostFacts) => TableRow | null;

/**
 * IBM's capacity metrics: cores times a rate of the processor (PVU), or cores alone (VPC, no table). `capacity=sub`: on a
 * machine the virtual cores of its guests, at most its physical cores. `capacity=full`: all its cores.
 */
export const capacity: MetricCode = {
  name: 'capacity',
  parameters: { rateTable: 'text', unknownRate: 'integer' },
  switches: { capacity: ['sub', 'full'] },
  tables: ['rateTable'],
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const tableId = textParameter(input, 'rateTable');
  const rate = tableId === 'none' ? null : createProcessorLookup(input.table(tableId));
  const { machines, unplaced } = groupByMachine(input.licensed, input.fleet);
  const full = input.switches.capacity === 'full';
  const asMachine = (host: HostFacts): number | null =>
    demandBound(rated(input, host, coreCount(host.topology), 'cores', rate, coreBound(host.topology)));
  const worst = worstOf(asMachine);
  return [
    ...machines.flatMap((machine) => [
      {
        host: machine.host,
        measurement: measurementOf(input.rule, machineDemand(input, machine, rate, full)),
        coveredBy: null,
      },
      ...coveredShares(input.rule, machine.guests, machine.host),
    ]),
    ...unplaced.map((one) => {
      const { host } = one.licensed;
      const uncapped = guestBound(input, host, rate);
      const either = host.placement.kind === 'unknown' ? larger(uncapped, asMachine(host)) : uncapped;
      return unplacedShare(input, one, rate, full, full ? worst(one.candidates) : either);
    }),
  ];
}

function machineDemand(input: MetricInput, machine: Machine, rate: Rate | null, full: boolean): Demand {
  const cores = coreCount(machine.host.topology);
  const virtual = virtualCores(machine.guests);
  if (full || machine.self !== null)
    return rated(input, machine.host, cores, `${cores} cores`, rate, coreBound(machine.host.topology));
  if (virtual === null) {
    return rated(
      input,
      machine.host,
      null,
      'virtual cores of a guest',
      rate,
      coreBound(machine.host.topology),
    );
  }
  if (cores === null) return rated(input, machine.host, null, 'cores', rate, virtual);
  const capped = Math.min(virtual, cores);
  return rated(input, machine.host, capped, `min(${virtual} virtual cores, ${cores} cores)`, rate, capped);
}

function virtualCores(guests: readonly LicensedHost[]): number | null {
  const counts = guests.map((guest) => guest.host.topology.logicalProcessors);
  return counts.includes(null) ? null : sum(counts.map((count) => count ?? 0));
}

/** `bound`: the most cores there can be, where the count is not known. */
function rated(
  input: MetricInput,
  host: HostFacts,
  cores: number | null,
  text: string,
  rate: Rate | null,
  bound: number | null,
): Demand {
  const unknownRate = integerParameter(input, 'unknownRate');
  const perCore = rate === null ? 1 : integerValue(rate(host), 'perCore');
  if (cores === null || perCore === null) {
    const missing = [
      ...(cores === null ? ['cores'] : []),
      ...(perCore === null ? ['rate of the processor'] : []),
    ];
    const most = cores ?? bound;
    const note =
      perCore === null
        ? `${text} of ${host.topology.cpuModel ?? 'an unknown processor'}, ${unknownRate} a core assumed`
        : `${text} unknown`;
    return unknown(missing, most === null ? null : most * (perCore ?? unknownRate), note);
  }
  const quantity = cores * perCore;
  const line = rate === null ? `${text} = ${quantity}` : `${text} × ${perCore} = ${quantity}`;
  const source = rate?.(host)?.provenance.source ?? null;
  const step = { operation: 'rate', inputs: { cores, perCore, source }, result: quantity, text: line };
  return known(quantity, [step], line);
}

function unplacedShare(
  input: MetricInput,
  { licensed, missing }: Unplaced,
  rate: Rate | null,
  full: boolean,
  worst: number | null,
): Share {
  const { host } = licensed;
  const most = mostPerCore(input, rate);
  const vcpus = host.topology.logicalProcessors;
  const demand = unknown(
    [missing],
    worst,
    full
      ? `${missing} unknown`
      : `${vcpus ?? 'unknown'} virtual cores, ${missing} unknown, so not capped, ${most} a core`,
  );
  return { host, measurement: measurementOf(input.rule, demand), coveredBy: null };
}

function mostPerCore(input: MetricInput, rate: Rate | null): number {
  return rate === null ? 1 : integerParameter(input, 'unknownRate');
}

/** Not capped by the cores of its machine. */
function guestBound(input: MetricInput, { topology }: HostFacts, rate: Rate | null): number | null {
  const vcpus = topology.logicalProcessors;
  return vcpus === null ? null : vcpus * mostPerCore(input, rate);
}

function larger(a: number | null, b: number | null): number | null {
  const both = addBounds(a, b);
  return both === null ? null : Math.max(a ?? 0, b ?? 0);
}
