import type { CpuTopology } from './sysfs-topology.ts';

/** Logical processors in the largest package; 0 where no package is known. */
export function largestPackage(topology: readonly CpuTopology[]): number {
  return Math.max(0, ...byPackage(topology).map((members) => members.length));
}

/** Whether some package holds more than one of the kernel's clusters. */
export function hasClustersInPackages(topology: readonly CpuTopology[]): boolean {
  return byPackage(topology).some(
    (members) => new Set(members.map(({ clusterId }) => clusterId).filter((id) => id !== null)).size > 1,
  );
}

function byPackage(topology: readonly CpuTopology[]): CpuTopology[][] {
  const packages = Map.groupBy(
    topology.filter(({ packageId }) => packageId !== null),
    ({ enclosure, packageId }) => `${enclosure}/${packageId}`,
  );
  return [...packages.values()];
}
