import type { ManagedInstance } from './aws-facts.ts';
import type { FormerRegistration } from './former-registrations.ts';
import type { ReconciledHost } from './reconciled-host.ts';

export interface HostMatch {
  readonly host: ReconciledHost;
  readonly instance: ManagedInstance;
}

export interface Matching {
  readonly pairs: readonly HostMatch[];
  /** Hosts whose agent found a registration that AWS does not know (deregistered, or registered anew since). */
  readonly unknownToAws: readonly { readonly host: ReconciledHost; readonly instanceId: string }[];
  readonly unregistered: readonly ReconciledHost[];
  readonly withoutAgent: readonly ManagedInstance[];
  /** Still listed, though the host was registered anew or is retired. */
  readonly superseded: readonly {
    readonly instance: ManagedInstance;
    readonly former: FormerRegistration;
  }[];
  /** One managed instance that several hosts say they are: clones of a registered machine. */
  readonly claimedTwice: readonly {
    readonly instance: ManagedInstance;
    readonly hosts: readonly ReconciledHost[];
  }[];
}

/**
 * Pairs hosts with managed instances by the registration found on the host alone. Computer names and addresses are what an
 * agent says of itself and name many machines at once; a guess here would hide a machine.
 */
export function matchHosts(
  hosts: readonly ReconciledHost[],
  instances: readonly ManagedInstance[],
  formerById: ReadonlyMap<string, FormerRegistration>,
): Matching {
  const byId = new Map(instances.map((instance) => [instance.instanceId, instance]));
  const claims = new Map<string, ReconciledHost[]>();
  const merged = new Set<string>();
  const unknownToAws: { host: ReconciledHost; instanceId: string }[] = [];
  const unregistered: ReconciledHost[] = [];
  for (const host of hosts) {
    for (const id of host.mergedManagedInstanceIds) merged.add(id);
    if (host.managedInstanceIds.length === 0) unregistered.push(host);
    const known = host.managedInstanceIds.filter((id) => byId.has(id));
    if (known.length === 0) {
      const instanceId = host.managedInstanceIds.at(-1);
      if (instanceId !== undefined) unknownToAws.push({ host, instanceId });
    }
    for (const id of known) {
      const claimants = claims.get(id);
      if (claimants === undefined) claims.set(id, [host]);
      else claimants.push(host);
    }
  }
  const pairs: HostMatch[] = [];
  const claimedTwice: { instance: ManagedInstance; hosts: ReconciledHost[] }[] = [];
  const withoutAgent: ManagedInstance[] = [];
  const superseded: { instance: ManagedInstance; former: FormerRegistration }[] = [];
  for (const instance of byId.values()) {
    const claimants = claims.get(instance.instanceId) ?? [];
    const former = formerById.get(instance.instanceId);
    if (claimants.length === 0 && former !== undefined) superseded.push({ instance, former });
    else if (claimants.length === 0 && !merged.has(instance.instanceId)) withoutAgent.push(instance);
    if (claimants.length > 1) claimedTwice.push({ instance, hosts: claimants });
    for (const host of claimants) pairs.push({ host, instance });
  }
  return { pairs, unknownToAws, unregistered, withoutAgent, superseded, claimedTwice };
}
