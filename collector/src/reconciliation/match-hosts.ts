import type { ManagedInstance } from './aws-facts.ts';
import type { FormerRegistration } from './former-registrations.ts';
import type { ReconciledHost } from './reconciled-host.ts';

export interface HostMatch {
  readonly host: ReconciledHost;
  readonly instance: ManagedInstance;
}

/** What is kept of a host: there may be a hundred thousand of them. */
export type NamedHost = Pick<ReconciledHost, 'hostId' | 'name'>;

/** Managed instances of which more is to be told than of one host beside one of them. */
export interface Unpaired {
  readonly withoutAgent: readonly ManagedInstance[];
  /** Still listed, though the host was registered anew or is retired. */
  readonly superseded: readonly {
    readonly instance: ManagedInstance;
    readonly former: FormerRegistration;
  }[];
  /** One managed instance that several hosts say they are: clones of a registered machine. */
  readonly claimedTwice: readonly {
    readonly instance: ManagedInstance;
    readonly hosts: readonly NamedHost[];
  }[];
}

export interface HostMatching {
  /** The managed instances that a host is. Each host is matched once. */
  match(host: ReconciledHost): readonly ManagedInstance[];
  /** When every host was matched. */
  unpaired(): Unpaired;
}

const NONE: readonly ManagedInstance[] = [];

/**
 * Pairs hosts with managed instances by the registration found on the host alone. Computer names and addresses are what an
 * agent says of itself and name many machines at once; a guess here would hide a machine.
 */
export function matchHosts(
  instances: readonly ManagedInstance[],
  formerById: ReadonlyMap<string, FormerRegistration>,
): HostMatching {
  const byId = new Map(instances.map((instance) => [instance.instanceId, instance]));
  // Nearly all are claimed by one: no list is made for those.
  const claimants = new Map<ManagedInstance, NamedHost>();
  const further = new Map<ManagedInstance, NamedHost[]>();
  const merged = new Set<ManagedInstance>();

  function known(ids: readonly string[]): readonly ManagedInstance[] {
    return byId.size === 0 || ids.length === 0 ? NONE : ids.flatMap((id) => byId.get(id) ?? []);
  }

  return {
    match(host) {
      for (const instance of known(host.mergedManagedInstanceIds)) merged.add(instance);
      const found = known(host.managedInstanceIds);
      const { hostId, name } = host;
      for (const instance of found) {
        const others = further.get(instance);
        if (!claimants.has(instance)) claimants.set(instance, { hostId, name });
        else if (others === undefined) further.set(instance, [{ hostId, name }]);
        else others.push({ hostId, name });
      }
      return found;
    },
    unpaired() {
      const withoutAgent: ManagedInstance[] = [];
      const superseded: { instance: ManagedInstance; former: FormerRegistration }[] = [];
      const claimedTwice: { instance: ManagedInstance; hosts: readonly NamedHost[] }[] = [];
      for (const instance of byId.values()) {
        const claimant = claimants.get(instance);
        const others = further.get(instance);
        const former = formerById.get(instance.instanceId);
        if (claimant === undefined && former !== undefined) superseded.push({ instance, former });
        else if (claimant === undefined && !merged.has(instance)) withoutAgent.push(instance);
        if (claimant !== undefined && others !== undefined)
          claimedTwice.push({ instance, hosts: [claimant, ...others] });
      }
      return { withoutAgent, superseded, claimedTwice };
    },
  };
}
