import { divideUp } from '../arithmetic.ts';
import type { Placement, Topology } from '../host-facts.ts';
import { coreMinimumDemand } from './core-minimum-demand.ts';
import { type Demand, demandBound, known, measurementOf, times, unknown } from './demand.ts';
import { coveredShares, groupByMachine, type Machine, type Unplaced, worstOf } from './machines.ts';
import { integerParameter, type MetricCode, type MetricInput, type Share } from './metric-function.ts';
import { onceEach } from './once-each.ts';
import { topUp } from './top-up.ts';

/**
 * Core licences with minimums. `guests=physical`: a machine is licensed by its cores and covers guests, `guestsPerLicense` of
 * them for each full set of core licences (0: any number). `guests=virtual`: each guest is licensed by its virtual cores.
 */
export const coreMinimum: MetricCode = {
  name: 'core-minimum',
  parameters: {
    minimumPerSocket: 'integer',
    minimumPerHost: 'integer',
    minimumPerGuest: 'integer',
    guestsPerLicense: 'integer',
  },
  switches: {
    guests: ['physical', 'virtual'],
    threadsPerVirtualCore: ['1', '2'],
    orderMinimum: ['none', '72'],
  },
  tables: [],
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const shares = input.switches.guests === 'virtual' ? measureEach(input) : measureMachines(input);
  const { orderMinimum } = input.switches;
  if (orderMinimum === undefined || orderMinimum === 'none') return shares;
  return topUp(input.rule, shares, Number(orderMinimum), `orders are of ${orderMinimum} at least`);
}

function machineDemand(input: MetricInput, topology: Topology): Demand {
  const perSocket = integerParameter(input, 'minimumPerSocket');
  return coreMinimumDemand(topology, perSocket, integerParameter(input, 'minimumPerHost'));
}

function measureMachines(input: MetricInput): readonly Share[] {
  const { machines, unplaced } = groupByMachine(input.licensed, input.fleet);
  const worst = worstOf((host) => demandBound(machineDemand(input, host.topology)));
  return [
    ...machines.flatMap((machine) => [
      {
        host: machine.host,
        measurement: measurementOf(input.rule, stacked(input, machine)),
        coveredBy: null,
      },
      ...coveredShares(input.rule, machine.guests, machine.host),
    ]),
    ...unplaced.map((one) => unplacedShare(input, one, worst(one.candidates))),
  ];
}

/** Each further `guestsPerLicense` guests need the whole machine licensed again. */
function stacked(input: MetricInput, machine: Machine): Demand {
  const demand = machineDemand(input, machine.host.topology);
  const perLicense = integerParameter(input, 'guestsPerLicense');
  if (perLicense === 0 || machine.guests.length <= perLicense) return demand;
  return times(
    demand,
    divideUp(machine.guests.length, perLicense),
    `${machine.guests.length} guests, ${perLicense} each`,
  );
}

function unplacedShare(
  input: MetricInput,
  { licensed, missing, candidates }: Unplaced,
  worst: number | null,
): Share {
  const count = candidates.others.length + (candidates.itself === null ? 0 : 1);
  const where = count === 0 ? 'no physical host is known' : `largest of ${count} hosts it may run on`;
  const demand = unknown([missing], worst, `${missing} unknown (${where})`);
  return { host: licensed.host, measurement: measurementOf(input.rule, demand), coveredBy: null };
}

function measureEach(input: MetricInput): readonly Share[] {
  const asKind = onceEach((kind: Placement['kind']) =>
    onceEach((topology: Topology) => measurementOf(input.rule, demandOfEach(input, kind, topology))),
  );
  return input.licensed.map(({ host }) => ({
    host,
    measurement: asKind(host.placement.kind)(host.topology),
    coveredBy: null,
  }));
}

function demandOfEach(input: MetricInput, kind: Placement['kind'], topology: Topology): Demand {
  if (kind === 'guest' || kind === 'container' || topology.virtual === true)
    return guestDemand(input, topology);
  if (kind !== 'unknown') return machineDemand(input, topology);
  const asMachine = demandBound(machineDemand(input, topology));
  const asGuest = demandBound(guestDemand(input, topology));
  const worst = asMachine === null || asGuest === null ? null : Math.max(asMachine, asGuest);
  return unknown(['virtualization'], worst, 'not known whether this is a guest');
}

function guestDemand(input: MetricInput, topology: Topology): Demand {
  const minimum = integerParameter(input, 'minimumPerGuest');
  const vcpus = topology.logicalProcessors;
  if (vcpus === null) return unknown(['virtual cores'], null, 'virtual cores unknown');
  const threads = input.switches.threadsPerVirtualCore === '2' ? 2 : 1;
  const quantity = Math.max(minimum, vcpus * threads);
  const count = threads === 1 ? `${vcpus}` : `${vcpus} × 2`;
  const line = `max(${minimum}, ${count}) virtual cores = ${quantity}`;
  const inputs = { minimum, virtualCores: vcpus, threadsPerVirtualCore: threads };
  return known(quantity, [{ operation: 'minimum-per-guest', inputs, result: quantity, text: line }], line);
}
