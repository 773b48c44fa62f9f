import { sum } from './arithmetic.ts';
import type { Topology } from './host-facts.ts';

/** Cores of each populated socket, where the facts tell them; a single socket's are the whole count. */
export function socketVector(topology: Topology): readonly number[] | null {
  const { socketCores, sockets, cores } = topology;
  if (socketCores !== null && socketCores.length > 0) return socketCores;
  return sockets === 1 && cores !== null ? [cores] : null;
}

export function coreCount(topology: Topology): number | null {
  const vector = socketVector(topology);
  return vector === null ? topology.cores : Math.max(sum(vector), 0);
}

export function socketCount(topology: Topology): number | null {
  return topology.sockets ?? topology.socketCores?.length ?? null;
}

/** At most this many cores: a core runs at least one logical processor. */
export function coreBound(topology: Topology): number | null {
  return coreCount(topology) ?? topology.logicalProcessors;
}

/** At most this many populated sockets: each has at least one core, and the board has so many slots. */
export function socketBound(topology: Topology): number | null {
  const known = socketCount(topology);
  if (known !== null) return known;
  const cores = coreBound(topology);
  if (cores === null) return topology.socketSlots;
  return topology.socketSlots === null ? cores : Math.min(cores, topology.socketSlots);
}
