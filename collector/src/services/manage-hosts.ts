import { AppError } from '../errors.ts';
import type { HostChange, HostStanding } from '../identity/host-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostAdminStore } from '../ports/host-admin-store.ts';
import { type DecidedBy, hostDecision } from './host-decision.ts';

export interface ManageHosts {
  /** As it stands now, by id or unique name. Throws as `change` does. */
  standing(idOrName: string): Promise<HostStanding>;
  /** Hosts that are retired or merged into others. */
  absent(): Promise<readonly HostStanding[]>;
  /**
   * Does what an operator decided and records it with the reason. Hosts are named by id or by a name that only one has, retired and
   * merged ones too. Throws AppError `not-found`; `conflict` where the name is not unique or the host does not stand so.
   */
  change(idOrName: string, change: HostChange, by: DecidedBy): Promise<HostStanding>;
}

export function createManageHosts(parts: { hosts: HostAdminStore; clock: Clock }): ManageHosts {
  const { hosts, clock } = parts;

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
    async change(idOrName, asked, by) {
      const host = await find(idOrName);
      const change = asked.kind === 'merge' ? { ...asked, into: (await find(asked.into)).hostId } : asked;
      const { objection } = await hosts.decide(hostDecision(host.hostId, change, clock.now(), by));
      if (objection !== null) throw new AppError('conflict', objection);
      return find(host.hostId);
    },
  };
}
