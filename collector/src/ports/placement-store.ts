import type { ImportedPlacement } from '../identity/imported-placement.ts';
import type { AuditEntry } from './audit-log.ts';
import type { Asked } from './fleet-store.ts';

/** Where guests ran, as imports told it. Each statement stands from the import that made it to the one that no longer does. */
export interface PlacementStore {
  /** What stood at the instant, of every source. */
  placementsAt(asked: Asked): Promise<readonly ImportedPlacement[]>;
  /** A source's whole picture takes the place of its picture before; what is the same goes on standing. */
  replace(
    source: string,
    placements: readonly ImportedPlacement[],
    at: number,
    entryOf: (counts: PlacementCounts) => AuditEntry,
  ): Promise<PlacementCounts>;
}

export interface PlacementCounts {
  readonly standing: number;
  readonly added: number;
  readonly ended: number;
}
