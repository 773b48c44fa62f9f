import { divideUp, sum } from '../arithmetic.ts';
import type { Candidates } from '../fleet.ts';
import type { HostFacts } from '../host-facts.ts';
import type { DerivationStep } from '../measurement.ts';
import { coreBound } from '../topology-bounds.ts';
import { apportion } from './apportion.ts';
import { coveredShares, groupByMachine, type Machine, type Unplaced, worstOf } from './machines.ts';
import {
  type MetricCode,
  type MetricInput,
  measured,
  type Share,
  textParameter,
  unmeasurable,
} from './metric-function.ts';
import {
  clusterOf,
  type Factor,
  type FactorOf,
  factorFor,
  guestItem,
  type Item,
  machineItem,
  rounded,
  softPartitionPositions,
} from './processor-items.ts';
import { createProcessorLookup } from './table-lookup.ts';

/**
 * Processors: cores times a factor of the processor's kind, fractions rounded up. `rounding=aggregated`: over all hosts of one
 * factor together; `per-server`: at each host. `softPartition` chooses what counts of a guest: its own virtual cores, its
 * host's cores, or those of every host of the cluster it may move to; the other figures stand in the derivation.
 */
export const processorFactor: MetricCode = {
  name: 'processor-factor',
  parameters: { factorTable: 'text', unknownFactorHundredths: 'integer' },
  switches: { rounding: ['aggregated', 'per-server'], softPartition: ['cluster', 'host', 'guest'] },
  tables: ['factorTable'],
  measure,
};

function measure(input: MetricInput): readonly Share[] {
  const factorOf = createProcessorLookup(input.table(textParameter(input, 'factorTable')));
  const { machines, unplaced } = groupByMachine(input.licensed, input.fleet);
  const items = new Map<string, Item>();
  const others: Share[] = [];
  const add = (item: Item): void => {
    if (!items.has(item.host.hostId)) items.set(item.host.hostId, item);
  };
  for (const machine of machines) {
    for (const item of itemsOf(input, machine, factorOf)) add(item);
    others.push(...coveredShares(input.rule, machine.guests, machine.host));
  }
  const worst = worstPlace(input, factorOf);
  for (const one of unplaced) {
    const { host } = one.licensed;
    const [first, ...rest] = hostsOfCluster(input, one);
    if (input.switches.softPartition === 'guest') {
      const factor = factorFor(input, host, factorOf);
      if (one.missing === 'virtualization') others.push(eitherShare(input, host, factor));
      else add(guestItem(host, factor, []));
    } else if (first === undefined) others.push(unplacedShare(input, one, worst));
    else {
      for (const member of [first, ...rest]) add(machineItem(member, factorFor(input, member, factorOf), []));
      others.push(...coveredShares(input.rule, [one.licensed], first));
    }
  }
  return [...sharesOf(input, [...items.values()]), ...others.filter(({ host }) => !items.has(host.hostId))];
}

/** Under the cluster's position a guest's own host does not matter, as long as its cluster is known. */
function hostsOfCluster(input: MetricInput, { licensed, candidates }: Unplaced): readonly HostFacts[] {
  const { cluster, kind } = licensed.host.placement;
  if (input.switches.softPartition !== 'cluster' || cluster === null || kind === 'unknown') return [];
  return candidates.others.filter((one) => one.placement.cluster === cluster);
}

function itemsOf(input: MetricInput, machine: Machine, factorOf: FactorOf): Item[] {
  const own = factorFor(input, machine.host, factorOf);
  if (machine.self !== null || machine.guests.length === 0) return [machineItem(machine.host, own, [])];
  const guests = machine.guests.map(({ host }) => host);
  const steps = softPartitionPositions(input, machine.host, guests, factorOf);
  const { softPartition } = input.switches;
  if (softPartition === 'guest') return guests.map((guest) => guestItem(guest, own, steps));
  const hosts = softPartition === 'host' ? [machine.host] : clusterOf(machine.host, input.fleet);
  return hosts.map((host) => machineItem(host, factorFor(input, host, factorOf), steps));
}

/** The most that any place may cost: a candidate alone, or all hosts of the candidate's cluster. */
function worstPlace(input: MetricInput, factorOf: FactorOf): (candidates: Candidates) => number | null {
  const most = (host: HostFacts): number | null =>
    rounded(coreBound(host.topology), factorFor(input, host, factorOf));
  return worstOf((candidate) => {
    if (input.switches.softPartition === 'host') return most(candidate);
    const members = clusterOf(candidate, input.fleet).map(most);
    return members.includes(null) ? null : sum(members.map((one) => one ?? 0));
  });
}

function unplacedShare(
  input: MetricInput,
  { licensed, missing, candidates }: Unplaced,
  worstOfPlaces: (candidates: Candidates) => number | null,
): Share {
  const worst = worstOfPlaces(candidates);
  const line = `${missing} of ${licensed.host.name} unknown; ${bound(worst)}`;
  return {
    host: licensed.host,
    measurement: unmeasurable(input.rule, [missing], worst, [], line),
    coveredBy: null,
  };
}

/** By the guest's position, but nobody knows whether it is one: its virtual processors are the most that it may owe. */
function eitherShare(input: MetricInput, host: HostFacts, factor: Factor): Share {
  const worst = rounded(host.topology.logicalProcessors ?? coreBound(host.topology), factor);
  const line = `virtualization of ${host.name} unknown; ${bound(worst)}`;
  const measurement = unmeasurable(input.rule, ['virtualization'], worst, [], line);
  return { host, measurement, coveredBy: null };
}

function sharesOf(input: MetricInput, items: readonly Item[]): Share[] {
  const isKnown = ({ cores, factor }: Item): boolean => cores !== null && factor.known;
  const perServer = input.switches.rounding === 'per-server';
  const groups = Map.groupBy(items.filter(isKnown), ({ factor, host }) =>
    perServer ? `${factor.hundredths} ${host.hostId}` : String(factor.hundredths),
  );
  const known = [...groups.values()].flatMap((unordered) => {
    const group = unordered.toSorted((a, b) => (a.host.hostId < b.host.hostId ? -1 : 1));
    const weights = group.map(({ cores }) => cores ?? 0);
    const total = divideUp(sum(weights) * (group[0]?.factor.hundredths ?? 0), 100);
    const parts = apportion(total, weights);
    const whole = { hosts: group.length, cores: sum(weights), total };
    return group.map((item, index) => knownShare(input, item, parts[index] ?? 0, whole));
  });
  return [...known, ...items.filter((item) => !isKnown(item)).map((item) => unknownShare(input, item))];
}

function knownShare(
  { rule }: MetricInput,
  item: Item,
  part: number,
  group: { readonly hosts: number; readonly cores: number; readonly total: number },
): Share {
  const factor = decimal(item.factor.hundredths);
  const shared = `${part} of ${group.total} (${group.hosts} hosts at ${factor}: ${group.cores} cores, rounded up once)`;
  const line =
    group.hosts === 1 ? `${item.what} × ${factor} = ${part}` : `${item.what} × ${factor}: ${shared}`;
  const step: DerivationStep = {
    operation: 'factor',
    inputs: {
      cores: item.cores,
      factorHundredths: item.factor.hundredths,
      groupCores: group.cores,
      groupTotal: group.total,
    },
    result: part,
    text: line,
  };
  return { host: item.host, measurement: measured(rule, part, [...item.steps, step], line), coveredBy: null };
}

function unknownShare({ rule }: MetricInput, { host, cores, most, factor, what, steps }: Item): Share {
  const worst = rounded(most, factor);
  const missing = [...(cores === null ? ['cores'] : []), ...(factor.known ? [] : ['processor model'])];
  const counted = cores === null ? 'cores unknown' : what;
  const assumed = factor.known ? '' : ', processor model unknown,';
  const line = `${counted}${assumed} × ${decimal(factor.hundredths)}; ${bound(worst)}`;
  return { host, measurement: unmeasurable(rule, missing, worst, steps, line), coveredBy: null };
}

function bound(worst: number | null): string {
  return worst === null ? 'no bound is known' : `at most ${worst}`;
}

/** Hundredths as text: 50 → `0.5`. */
function decimal(hundredths: number): string {
  const rest = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  const whole = String((hundredths - (hundredths % 100)) / 100);
  return rest === '' ? whole : `${whole}.${rest}`;
}
