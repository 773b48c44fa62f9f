import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { InventoryItem } from './aws-facts.ts';

export interface SoftwareDifference {
  /** Names AWS lists and the agent does not. */
  readonly onlyInSsm: readonly string[];
  /** Names the agent lists, of sources SSM reads, that AWS does not. */
  readonly onlyInAgent: readonly string[];
}

/** What SSM's inventory reads: dpkg and rpm, snap where snapd is a package, the Uninstall keys of the machine. */
const SSM_SOURCES = new Set(['dpkg', 'rpm', 'snap', 'uninstall', 'uninstall-wow64']);
const SSM_FIELD_BYTES = 100;

/**
 * Compares by name. Versions are written differently on both sides and are not compared. null where there is nothing to
 * compare: an empty list from AWS is what a failed gathering looks like, a missing type is not zero.
 */
export function compareSoftware(
  ours: readonly SoftwareItem[] | null,
  oursComplete: boolean,
  theirs: InventoryItem | undefined,
): SoftwareDifference | null {
  if (ours === null || theirs === undefined || theirs.entries.length === 0) return null;
  const ssmNames = new Map(
    theirs.entries.flatMap(({ Name }) => (Name ? [[keyOf(Name), Name] as const] : [])),
  );
  const ourNames = new Set(ours.map((item) => keyOf(item.name)));
  const visible = ours.filter((item) => SSM_SOURCES.has(item.source) && item.ssmFilter === undefined);
  const onlyInAgent = new Map(visible.map((item) => [keyOf(item.name), item.name] as const));
  for (const key of ssmNames.keys()) onlyInAgent.delete(key);
  // An incomplete list of ours proves no absence.
  const onlyInSsm = oursComplete
    ? [...ssmNames].filter(([key]) => !ourNames.has(key)).map(([, name]) => name)
    : [];
  return { onlyInSsm: onlyInSsm.toSorted(), onlyInAgent: [...onlyInAgent.values()].toSorted() };
}

/** SSM cuts each field to 100 bytes after JSON escaping; names are compared as far as it keeps them, without case. */
function keyOf(name: string): string {
  const escaped = JSON.stringify(name.trim()).slice(1, -1);
  const bytes = new TextEncoder().encode(escaped).subarray(0, SSM_FIELD_BYTES);
  return new TextDecoder()
    .decode(bytes)
    .replace(/\ufffd+$/, '')
    .toLowerCase();
}
