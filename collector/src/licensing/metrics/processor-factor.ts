import { divideUp, sum } from '../arithmetic.ts';
import type { TableRow } from '../catalog.ts';
import type { Fleet } from '../fleet.ts';
import type { HostFacts } from '../host-facts.ts';
import type { DerivationStep } from '../measurement.ts';
import { coreBound, coreCount } from '../topology-bounds.ts';
import { apportion } from './apportion.ts';
import { coveredShare, groupByMachine, type Machine, worstOf } from './machines.ts';
import {
  integerParameter,
  type MetricCode,
  type MetricInput,
  measured,
  type Share,
  textParameter,
  unmeasurable,
} from './metric-function.ts';
import { createProcessorLookup, integerValue } from './table-lookup.ts';

type FactorOf = (host: HostFacts) => TableRow | null;

/** What a machine brings: cores (null: unknown) at a factor in hundredths. */
interface Item {
  readonly host: HostFacts;
  readonly cores: number | null;
  readonly most: number | null;
  readonly factor: number;
  readonly what: string;
  readonly steps: readonly DerivationStep[];
}

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
  const covered: Share[] = [];
  for (const machine of machines) {
    for (const item of itemsOf(input, machine, factorOf))
      if (!items.has(item.host.hostId)) items.set(item.host.hostId, item);
    if (input.switches.softPartition !== 'guest' || machine.self !== null)
      covered.push(...machine.guests.map((guest) => coveredShare(input.rule, guest.host, machine.host)));
  }
  for (const { licensed } of unplaced)
    if (input.switches.softPartition === 'guest')
      items.set(licensed.host.hostId, guestItem(input, licensed.host, factorOf));
  const open = unplaced.filter(({ licensed }) => !items.has(licensed.host.hostId));
  return [
    ...sharesOf(input, [...items.values()]),
    ...covered.filter(({ host }) => !items.has(host.hostId)),
    ...open.map(({ licensed, missing, candidates }): Share => {
      const worst = worstOf(candidates, (host) =>
        rounded(coreBound(host.topology), factorFor(input, host, factorOf)),
      );
      const line = `${missing} of ${licensed.host.name} unknown; ${worst === null ? 'no bound is known' : `at most ${worst}`}`;
      return {
        host: licensed.host,
        measurement: unmeasurable(input.rule, [missing], worst, [], line),
        coveredBy: null,
      };
    }),
  ];
}

function itemsOf(input: MetricInput, machine: Machine, factorOf: FactorOf): Item[] {
  if (machine.self !== null || machine.guests.length === 0)
    return [machineItem(input, machine.host, factorOf, [])];
  const { softPartition } = input.switches;
  const cluster = clusterOf(machine.host, input.fleet);
  const steps = positions(input, machine, cluster, factorOf);
  if (softPartition === 'guest')
    return machine.guests.map(({ host }) => guestItem(input, host, factorOf, machine.host, steps));
  const hosts = softPartition === 'cluster' ? cluster : [machine.host];
  return hosts.map((host) => machineItem(input, host, factorOf, steps));
}

function clusterOf(host: HostFacts, fleet: Fleet): readonly HostFacts[] {
  const { cluster } = host.placement;
  const members =
    cluster === null ? [] : fleet.virtualizationHosts.filter((one) => one.placement.cluster === cluster);
  return members.some((one) => one.hostId === host.hostId) ? members : [host, ...members];
}

/** The three figures a contract may be read by, side by side. */
function positions(
  input: MetricInput,
  machine: Machine,
  cluster: readonly HostFacts[],
  factorOf: FactorOf,
): DerivationStep[] {
  const factor = factorFor(input, machine.host, factorOf);
  const vcpus = machine.guests.map(({ host }) => host.topology.logicalProcessors);
  const guestCores = vcpus.includes(null) ? null : sum(vcpus.map((one) => one ?? 0));
  const clusterCores = cluster.map(({ topology }) => coreCount(topology));
  const figures = [
    ['guest', guestCores, `${guestCores ?? 'unknown'} virtual cores of the guests`],
    [
      'host',
      coreCount(machine.host.topology),
      `${coreCount(machine.host.topology) ?? 'unknown'} cores of ${machine.host.name}`,
    ],
    [
      'cluster',
      clusterCores.includes(null) ? null : sum(clusterCores.map((one) => one ?? 0)),
      `cores of ${cluster.length} ${cluster.length === 1 ? 'host' : 'hosts'} of the cluster`,
    ],
  ] as const;
  return figures.map(([position, cores, what]) => {
    const result = rounded(cores, factor);
    const chosen = position === input.switches.softPartition ? ' (chosen)' : '';
    return {
      operation: `position-${position}`,
      inputs: { cores, factorHundredths: factor },
      result,
      text: `${position}: ${what} × ${decimal(factor)} = ${result ?? 'unknown'}${chosen}`,
    };
  });
}

function machineItem(
  input: MetricInput,
  host: HostFacts,
  factorOf: FactorOf,
  steps: readonly DerivationStep[],
): Item {
  const cores = coreCount(host.topology);
  return {
    host,
    cores,
    most: coreBound(host.topology),
    factor: factorFor(input, host, factorOf),
    what: `${cores} cores`,
    steps,
  };
}

function guestItem(
  input: MetricInput,
  guest: HostFacts,
  factorOf: FactorOf,
  machine: HostFacts = guest,
  steps: readonly DerivationStep[] = [],
): Item {
  const cores = guest.topology.logicalProcessors;
  return {
    host: guest,
    cores,
    most: cores,
    factor: factorFor(input, machine, factorOf),
    what: `${cores} virtual cores`,
    steps,
  };
}

function factorFor(input: MetricInput, host: HostFacts, factorOf: FactorOf): number {
  return integerValue(factorOf(host), 'hundredths') ?? integerParameter(input, 'unknownFactorHundredths');
}

function sharesOf(input: MetricInput, items: readonly Item[]): Share[] {
  const aggregated = input.switches.rounding !== 'per-server';
  const unknownItems = items.filter(({ cores }) => cores === null);
  const groups = Map.groupBy(
    items.filter(({ cores }) => cores !== null),
    ({ factor, host }) => (aggregated ? String(factor) : `${factor} ${host.hostId}`),
  );
  const known = [...groups.values()].flatMap((group) => {
    const factor = group[0]?.factor ?? 0;
    const weights = group.map(({ cores }) => cores ?? 0);
    const total = divideUp(sum(weights) * factor, 100);
    const parts = apportion(total, weights);
    return group.map((item, index) =>
      knownShare(input, item, parts[index] ?? 0, { hosts: group.length, cores: sum(weights), total }),
    );
  });
  return [...known, ...unknownItems.map((item) => unknownShare(input, item))];
}

function knownShare(
  { rule }: MetricInput,
  item: Item,
  part: number,
  group: { readonly hosts: number; readonly cores: number; readonly total: number },
): Share {
  const factor = decimal(item.factor);
  const alone = `${item.what} × ${factor} = ${part}`;
  const line =
    group.hosts === 1
      ? alone
      : `${item.what} × ${factor}: ${part} of ${group.total} (${group.hosts} hosts at ${factor}: ${group.cores} cores, rounded up once)`;
  const step: DerivationStep = {
    operation: 'factor',
    inputs: {
      cores: item.cores,
      factorHundredths: item.factor,
      groupCores: group.cores,
      groupTotal: group.total,
    },
    result: part,
    text: line,
  };
  return { host: item.host, measurement: measured(rule, part, [...item.steps, step], line), coveredBy: null };
}

function unknownShare({ rule }: MetricInput, item: Item): Share {
  const worst = rounded(item.most, item.factor);
  const line = `cores unknown × ${decimal(item.factor)}; ${worst === null ? 'no bound is known' : `at most ${worst}`}`;
  return {
    host: item.host,
    measurement: unmeasurable(rule, ['cores'], worst, item.steps, line),
    coveredBy: null,
  };
}

function rounded(cores: number | null, factor: number): number | null {
  return cores === null ? null : divideUp(cores * factor, 100);
}

/** Hundredths as text: 50 → `0.5`. */
function decimal(hundredths: number): string {
  const whole = divideUp(hundredths - (hundredths % 100), 100);
  const rest = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}
