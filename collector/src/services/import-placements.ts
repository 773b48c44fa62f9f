import { AppError } from '../errors.ts';
import type { ImportedPlacement } from '../identity/imported-placement.ts';
import { readVirtWho } from '../identity/read-virt-who.ts';
import type { Clock } from '../ports/clock.ts';
import type { PlacementStore } from '../ports/placement-store.ts';

export interface PlacementImport {
  readonly source: string;
  readonly standing: number;
  readonly added: number;
  readonly ended: number;
  /** Guests left out: shut off, or not named well enough to be placed. */
  readonly stopped: number;
  readonly unnamed: number;
}

export interface ImportPlacements {
  /** What `virt-who --print` wrote. Throws AppError `bad-request`. */
  virtWho(
    document: unknown,
    by: { readonly source: string; readonly actor: string },
  ): Promise<PlacementImport>;
  /** Placements read elsewhere. Throws AppError `bad-request` where there are none. */
  placements(
    placements: readonly ImportedPlacement[],
    by: { readonly source: string; readonly actor: string },
  ): Promise<PlacementImport>;
}

export function createImportPlacements(parts: {
  placements: PlacementStore;
  clock: Clock;
}): ImportPlacements {
  const { clock } = parts;

  async function take(
    placements: readonly ImportedPlacement[],
    { source, actor }: { readonly source: string; readonly actor: string },
    left: { readonly stopped: number; readonly unnamed: number },
  ): Promise<PlacementImport> {
    // An empty list is what a failed query looks like: it must not end what is known.
    if (placements.length === 0)
      throw new AppError(
        'bad-request',
        'the import places no guest: nothing was changed, what was imported before still stands',
      );
    const at = clock.now();
    const counts = await parts.placements.replace(source, placements, at, (made) => ({
      at,
      actor,
      action: 'placements.import',
      subject: `placements:${source}`,
      reason: null,
      detail: { ...made, ...left },
    }));
    return { source, ...counts, ...left };
  }

  return {
    async virtWho(document, by) {
      const reading = readVirtWho(document);
      if ('fault' in reading) throw new AppError('bad-request', reading.fault);
      const { placements, ...left } = reading;
      return take(placements, by, left);
    },
    placements: (placements, by) => take(placements, by, { stopped: 0, unnamed: 0 }),
  };
}
