import { AppError } from '../errors.ts';
import type { HostChange, HostStanding } from '../identity/host-change.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostAdminStore } from '../ports/host-admin-store.ts';

export interface ManageHosts {
  /** As it stands now, by id or unique name. Throws as `change` does. */
  standing(idOrName: string): Promise<HostStanding>;
  /** Hosts that are retired or merged into others. */
  absent(): Promise<readonly HostStanding[]>;
  /**
   * Does what an operator decided and records it with the reason. Hosts are named by id or by a name that only one has, retired and
   * merged ones too. Throws AppError `not-found`; `conflict` where the name is not unique or the host does not stand so.
   */
  change(
    idOrName: string,
    change: HostChange,
    by: { readonly actor: string; readonly reason: string },
  ): Promise<HostStanding>;
}

export function createManageHosts(parts: {
  hosts: HostAdminStore;
  audit: AuditLog;
  clock: Clock;
}): ManageHosts {
  const { hosts, audit, clock } = parts;

  async function find(idOrName: string): Promise<HostStanding> {
    const [only, ...others] = await hosts.find(idOrName);
    if (only === undefined) throw new AppError('not-found', `no host "${idOrName}" has ever reported here`);
    if (others.length > 0) {
      const ids = [only, ...others].map((one) => one.hostId).join(', ');
      throw new AppError('conflict', `${others.length + 1} hosts are named ${idOrName}: ${ids}`);
    }
    return only;
  }

  return {
    standing: find,
    absent: () => hosts.absent(),
    async change(idOrName, asked, { actor, reason }) {
      const host = await find(idOrName);
      const change = asked.kind === 'merge' ? { ...asked, into: (await find(asked.into)).hostId } : asked;
      const at = clock.now();
      const { objection } = await hosts.change(host.hostId, change, at);
      if (objection !== null) throw new AppError('conflict', objection);
      await audit.add({
        at,
        actor,
        action: `host.${change.kind}`,
        subject: `host:${host.hostId}`,
        reason,
        detail: detailOf(change, host),
      });
      return find(host.hostId);
    },
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
