import type { HostChange, HostStanding } from '../identity/host-change.ts';
import type { HostDecision } from '../ports/host-admin-store.ts';

/** Who decides, and why. */
export interface DecidedBy {
  readonly actor: string;
  readonly reason: string;
}

/** `change.into` is an id here. */
export function hostDecision(hostId: string, change: HostChange, at: number, by: DecidedBy): HostDecision {
  return {
    hostId,
    change,
    at,
    entryOf: (before) => ({
      at,
      actor: by.actor,
      action: `host.${change.kind}`,
      subject: `host:${hostId}`,
      reason: by.reason,
      detail: detailOf(change, before),
    }),
  };
}

/** What the audit log needs to tell what was before. */
function detailOf(change: HostChange, before: HostStanding): Record<string, string | null> {
  switch (change.kind) {
    case 'retire':
    case 'unretire':
      return { name: before.name };
    case 'rename':
      return { from: before.name, to: change.name };
    case 'merge':
      return { name: before.name, into: change.into };
    case 'split':
      return { name: before.name, from: before.mergedInto };
    case 'tag':
      return { key: change.key, from: before.tags[change.key] ?? null, to: change.value };
    case 'untag':
      return { key: change.key, from: before.tags[change.key] ?? null };
  }
}
