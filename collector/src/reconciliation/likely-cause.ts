import type { Topology } from '../licensing/host-facts.ts';
import type { InventoryTopology } from './inventory-facts.ts';

/** How long License Manager counts a managed instance that has fallen silent (user guide, "Inventory search"). */
export const STICKY_MS = 30 * 86_400_000;

/** Why SSM has no count of a kind: SSM Agent reads the labels that `lscpu` prints, in whatever language the host speaks. */
export function unreadCounts(theirs: InventoryTopology, { architecture }: Topology): string | null {
  if (theirs.logicalProcessors === null || theirs.sockets !== null || theirs.cores !== null) return null;
  return architecture === 'x86_64' || architecture === 'i686'
    ? 'SSM has no sockets and cores of the host: SSM Agent understands `lscpu` in English alone'
    : 'SSM has no sockets and cores of the host: `lscpu` prints none on this architecture';
}

/** What two core or processor counts that differ say of why they do. */
export function countCause(
  field: 'sockets' | 'cores' | 'logicalProcessors',
  ours: Topology,
  theirs: InventoryTopology,
): string | undefined {
  const { sockets, cores, socketCores, logicalProcessors } = ours;
  if (field === 'cores' && socketCores !== null && sockets !== null) {
    const unequal = new Set(socketCores).size > 1;
    if (unequal && socketCores.some((count) => count * sockets === theirs.cores))
      return `the sockets are unequal (${socketCores.join(', ')} cores), and SSM Agent multiplies the cores of one by the sockets`;
  }
  if (field !== 'logicalProcessors' || cores === null || logicalProcessors === null) return undefined;
  if (theirs.logicalProcessors === cores && logicalProcessors > cores)
    return 'SMT was off at SSM’s capture, or is hidden from it: one logical processor a core there';
  return theirs.logicalProcessors !== null &&
    logicalProcessors === cores &&
    theirs.logicalProcessors === 2 * cores
    ? 'SMT was on at SSM’s capture: two logical processors a core there'
    : undefined;
}
