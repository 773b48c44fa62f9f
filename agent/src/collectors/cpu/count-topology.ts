import { type CpuCounts, SINGLE_PROCESSOR } from './cpu-counts.ts';
import type { CpuTopology } from './sysfs-topology.ts';

/**
 * Sockets and cores of the online processors. A count is given only where every one of them has a topology that the kernel
 * knows: a package id of -1 (POWER, IBM Z, some device trees) is no socket, and a missing folder is no core.
 */
export function countTopology(online: readonly number[], topology: readonly CpuTopology[]): CpuCounts {
  if (online.length === 1) return SINGLE_PROCESSOR;
  const complete = topology.length === online.length;
  const packageOf = complete ? packageKeys(topology) : undefined;
  const coreOf = complete ? coreKeys(topology) : undefined;
  const cores = coreOf === undefined ? null : new Set(coreOf).size;
  return {
    sockets: packageOf === undefined ? null : new Set(packageOf).size,
    cores,
    logicalProcessors: online.length,
    socketCores: packageOf && coreOf ? coresBySocket(packageOf, coreOf) : null,
    smt: cores === null ? null : cores < online.length,
  };
}

function packageKeys(topology: readonly CpuTopology[]): string[] | undefined {
  if (topology.some(({ packageId }) => packageId === null)) return undefined;
  return topology.map(({ enclosure, packageId }) => `${enclosure}/${packageId}`);
}

/**
 * A core is the set of its threads. Without sets it is its number within package and die, believed only where no number
 * occurs twice: it might be a second thread, or another core of a package made of several nodes.
 */
function coreKeys(topology: readonly CpuTopology[]): string[] | undefined {
  // The kernel's generic code (ARM, RISC-V) puts all processors into one set while it knows neither core nor package.
  if (topology.some(({ packageId, coreId }) => packageId === null && coreId === null)) return undefined;
  if (topology.every(({ threads }) => threads !== null))
    return topology.map(({ threads }) => `${threads?.[0]}`);
  if (topology.some(({ coreId }) => coreId === null)) return undefined;
  const keys = topology.map(({ packageId, dieId, coreId }) => `${packageId}/${dieId}/${coreId}`);
  return new Set(keys).size === keys.length ? keys : undefined;
}

function coresBySocket(packageOf: readonly string[], coreOf: readonly string[]): number[] {
  const cores = new Map<string, Set<string>>();
  packageOf.forEach((key, index) => {
    const inPackage = cores.get(key) ?? new Set();
    cores.set(key, inPackage.add(coreOf[index] ?? ''));
  });
  return [...cores.values()].map((set) => set.size).sort((a, b) => b - a);
}
