import { divideUp, sum } from '../arithmetic.ts';
import type { TableRow } from '../catalog.ts';
import type { Fleet } from '../fleet.ts';
import type { HostFacts } from '../host-facts.ts';
import type { DerivationStep } from '../measurement.ts';
import { coreBound, coreCount } from '../topology-bounds.ts';
import { integerParameter, type MetricInput } from './metric-function.ts';
import { integerValue } from './table-lookup.ts';

export type FactorOf = (host: HostFacts) => TableRow | null;

/** What a machine or guest brings: cores (null: unknown, at most `most`) at a factor in hundredths. */
export interface Item {
  readonly host: HostFacts;
  readonly cores: number | null;
  readonly most: number | null;
  readonly factor: Factor;
  readonly what: string;
  readonly steps: readonly DerivationStep[];
}

/** `known` false: the processor's model is not known, and the highest factor is assumed for the worst case. */
export interface Factor {
  readonly hundredths: number;
  readonly known: boolean;
}

/** A model that no row names has the factor for all others; a model that is not known at all has none. */
export function factorFor(input: MetricInput, host: HostFacts, factorOf: FactorOf): Factor {
  const found = integerValue(factorOf(host), 'hundredths');
  const others = integerParameter(input, 'unknownFactorHundredths');
  return { hundredths: found ?? others, known: found !== null || host.topology.cpuModel !== null };
}

export function machineItem(host: HostFacts, factor: Factor, steps: readonly DerivationStep[]): Item {
  const cores = coreCount(host.topology);
  return { host, cores, most: coreBound(host.topology), factor, what: `${cores} cores`, steps };
}

/** A guest runs on its machine's kind of processor, or shows that kind itself where the machine is not known. */
export function guestItem(guest: HostFacts, factor: Factor, steps: readonly DerivationStep[]): Item {
  const cores = guest.topology.logicalProcessors;
  return { host: guest, cores, most: cores, factor, what: `${cores} virtual cores`, steps };
}

export function rounded(cores: number | null, { hundredths }: Factor): number | null {
  return cores === null ? null : divideUp(cores * hundredths, 100);
}

/** All hosts that a guest of this one may move to, itself among them. */
export function clusterOf(host: HostFacts, fleet: Fleet): readonly HostFacts[] {
  const { cluster } = host.placement;
  const members = cluster === null ? [] : (fleet.byCluster.get(cluster) ?? []);
  return fleet.virtualizationHosts.has(host) && cluster !== null ? members : [host, ...members];
}

/** The three figures a contract may be read by, side by side. */
export function softPartitionPositions(
  input: MetricInput,
  machine: HostFacts,
  guests: readonly HostFacts[],
  factorOf: FactorOf,
): DerivationStep[] {
  const factor = (host: HostFacts): Factor => factorFor(input, host, factorOf);
  const cluster = clusterOf(machine, input.fleet);
  const onMachine = factor(machine);
  const figures = [
    [
      'guest',
      guests.map(({ topology }) => [topology.logicalProcessors, onMachine] as const),
      'virtual cores of its guests',
    ],
    ['host', [[coreCount(machine.topology), onMachine] as const], `cores of ${machine.name}`],
    [
      'cluster',
      cluster.map((host) => [coreCount(host.topology), factor(host)] as const),
      `cores of ${cluster.length} ${cluster.length === 1 ? 'host' : 'hosts'} of the cluster`,
    ],
  ] as const;
  return figures.map(([position, parts, what]) => {
    const unknown = parts.some(([cores, { known }]) => cores === null || !known);
    const cores = unknown ? null : sum(parts.map(([count]) => count ?? 0));
    const result = unknown
      ? null
      : divideUp(sum(parts.map(([count, { hundredths }]) => (count ?? 0) * hundredths)), 100);
    const chosen = position === input.switches.softPartition ? ' (chosen)' : '';
    return {
      operation: `position-${position}`,
      inputs: { cores },
      result,
      text: `${position}: ${cores ?? 'unknown'} ${what} = ${result ?? 'unknown'}${chosen}`,
    };
  });
}
