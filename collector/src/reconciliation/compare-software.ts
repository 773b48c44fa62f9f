import type { InventoryEntries } from './aws-facts.ts';
import { type ComparableSoftware, softwareKey } from './comparable-software.ts';

export interface SoftwareDifference {
  /** Names AWS lists and the agent does not. */
  readonly onlyInSsm: readonly string[];
  /** Names the agent lists, of sources SSM reads, that AWS does not. */
  readonly onlyInAgent: readonly string[];
  /** How many of those only in SSM are dpkg packages, by the name SSM Agent makes up for them. */
  readonly dpkgOnlyInSsm: number;
}

/** Compares by name. Versions are written differently on both sides and are not compared. */
export function compareSoftware(
  ours: ComparableSoftware,
  oursComplete: boolean,
  { entries }: { readonly entries: InventoryEntries },
): SoftwareDifference {
  const onlyInAgent = new Map(ours.visible);
  const onlyInSsm = new Map<string, string>();
  const dpkg = new Set<string>();
  for (const { Name, PackageId } of entries) {
    if (!Name) continue;
    const key = softwareKey(Name);
    onlyInAgent.delete(key);
    // An incomplete list of ours proves no absence.
    if (!oursComplete || ours.keys.has(key)) continue;
    onlyInSsm.set(key, Name);
    if (PackageId?.endsWith('.deb') === true) dpkg.add(key);
  }
  return {
    onlyInSsm: [...onlyInSsm.values()],
    onlyInAgent: [...onlyInAgent.values()],
    dpkgOnlyInSsm: dpkg.size,
  };
}
