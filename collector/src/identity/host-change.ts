/** What an operator may do to a host. `into` is the id of the host that goes on counting. */
export type HostChange =
  | { readonly kind: 'retire' }
  | { readonly kind: 'unretire' }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'merge'; readonly into: string }
  | { readonly kind: 'split' }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'untag'; readonly key: string };

/** What an operator has decided of a host so far. */
export interface HostStanding {
  readonly hostId: string;
  readonly name: string;
  /** When it was retired, epoch milliseconds; null while it counts. */
  readonly retiredAt: number | null;
  /** Id of the host it was merged into; null while it stands for itself. */
  readonly mergedInto: string | null;
  /** Hosts merged into this one. */
  readonly merged: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Why a change makes no sense for a host as it stands, in words for the operator; null where it may be done. `target` is the host
 * that a merge goes into. Merges do not chain: a host is merged into one that counts, so that a split gives back what was.
 */
export function objectionTo(
  host: HostStanding,
  change: HostChange,
  target: HostStanding | undefined,
): string | null {
  switch (change.kind) {
    case 'retire':
      if (host.mergedInto !== null) return `${host.name} is merged into ${host.mergedInto}: split it first`;
      return host.retiredAt === null ? null : `${host.name} is retired already`;
    case 'unretire':
      return host.retiredAt === null ? `${host.name} is not retired` : null;
    case 'merge':
      return objectionToMerge(host, target);
    case 'split':
      return host.mergedInto === null ? `${host.name} is not merged into another host` : null;
    case 'untag':
      return Object.hasOwn(host.tags, change.key) ? null : `${host.name} has no tag ${change.key}`;
    case 'rename':
    case 'tag':
      return null;
  }
}

function objectionToMerge(host: HostStanding, target: HostStanding | undefined): string | null {
  if (target === undefined) return 'the host to merge into is not known';
  if (target.hostId === host.hostId) return `${host.name} cannot be merged into itself`;
  if (host.mergedInto !== null) return `${host.name} is merged into ${host.mergedInto} already`;
  if (host.retiredAt !== null) return `${host.name} is retired: it counts no more as it is`;
  if (host.merged.length > 0)
    return `${host.merged.join(', ')} is merged into ${host.name}: split it first, or merge the other way`;
  if (target.mergedInto !== null)
    return `${target.name} is itself merged into ${target.mergedInto}: merge into that one`;
  return target.retiredAt === null ? null : `${target.name} is retired: merging into it would count neither`;
}
