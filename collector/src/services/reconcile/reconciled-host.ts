import type { HostFacts } from '../../licensing/host-facts.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';
import type { HostState, ReconciledHost } from '../../reconciliation/reconciled-host.ts';

const NO_IDS: readonly string[] = [];

/** A host as reconciliation sees it; texts that its facts hold as well are theirs. Its software is not read: it is for those that are compared with an inventory. */
export function reconciledHost(host: FleetHost, known: HostFacts): ReconciledHost {
  const { name, identity, firstSeenAt, lastSeenAt } = host;
  const section = host.sections.ssmRegistration;
  return {
    hostId: known.hostId,
    name: name === known.name ? known.name : name,
    identity,
    topology: known.topology,
    topologySince: topologySinceOf(host),
    software: null,
    ...softwareState(host),
    placement: known.placement,
    managedInstanceIds: ownRegistrations(host),
    mergedManagedInstanceIds: host.mergedManagedInstanceIds,
    registration: {
      known: section !== undefined && host.trouble.ssmRegistration === undefined,
      region: section?.value.region ?? null,
      since: section?.validFrom ?? firstSeenAt,
    },
    firstSeenAt,
    lastSeenAt,
    stale: known.stale,
  };
}

export function topologySinceOf({ sections, firstSeenAt }: FleetHost): number {
  return Math.max(sections.cpu?.validFrom ?? firstSeenAt, sections.firmware?.validFrom ?? 0);
}

export function softwareState({
  software,
  firstSeenAt,
}: FleetHost): Pick<HostState, 'softwareComplete' | 'softwareSince'> {
  return {
    softwareComplete: software?.complete ?? false,
    softwareSince: software?.validFrom ?? firstSeenAt,
  };
}

/** What the host itself found of its registration, whether AWS knows it or not. */
function ownRegistrations(host: FleetHost): readonly string[] {
  const ids = [host.sections.ssmRegistration?.value.managedInstanceId, host.identity.managedInstanceId];
  const own = ids.filter((id) => typeof id === 'string');
  return own.length === 0 ? NO_IDS : [...new Set(own)];
}
