import type { HostFacts, Placement, Topology } from '../../licensing/host-facts.ts';
import type { Installation } from '../../licensing/installation.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';

export const NO_ACCOUNTS: readonly string[] = [];
const NO_IDS: readonly string[] = [];
const UNPLACED: Placement = {
  kind: 'unknown',
  hypervisor: null,
  cloud: null,
  physicalHostId: null,
  cluster: null,
};

/**
 * A host that an agent reports, as it is by itself: where it runs, what Systems Manager says of it and whether it has been silent for
 * long is not told yet. A section that could not be read leaves what was known before.
 */
export function factsOfHost(
  host: FleetHost,
  topology: Topology,
  installations: readonly Installation[],
): HostFacts {
  const system = host.sections.operatingSystem?.value;
  return {
    hostId: host.hostId,
    name: host.name,
    origin: 'agent',
    topology,
    placement: UNPLACED,
    memoryBytes: host.sections.memory?.value.totalBytes ?? null,
    operatingSystem: {
      family: system?.family ?? 'other',
      id: system?.id ?? null,
      name: system?.name ?? null,
      versionId: system?.versionId ?? null,
      edition: system?.edition ?? null,
    },
    installations,
    tags: host.tags,
    managedInstanceIds: managedInstanceIdsOf(host),
    awsAccounts: NO_ACCOUNTS,
    lastSeenAt: host.lastSeenAt,
    stale: false,
    softwareComplete: isWhole(host),
  };
}

/** What changes of a host that is not read again. */
type Standing = Pick<
  HostFacts,
  'placement' | 'operatingSystem' | 'tags' | 'awsAccounts' | 'lastSeenAt' | 'stale'
>;

/** The same facts but for some. Written out: copies by spreading are kept in two pieces, and there are as many as hosts. */
export function withFacts(facts: HostFacts, some: Partial<Standing>): HostFacts {
  return {
    hostId: facts.hostId,
    name: facts.name,
    origin: facts.origin,
    topology: facts.topology,
    placement: some.placement ?? facts.placement,
    memoryBytes: facts.memoryBytes,
    operatingSystem: some.operatingSystem ?? facts.operatingSystem,
    installations: facts.installations,
    tags: some.tags ?? facts.tags,
    managedInstanceIds: facts.managedInstanceIds,
    awsAccounts: some.awsAccounts ?? facts.awsAccounts,
    lastSeenAt: some.lastSeenAt ?? facts.lastSeenAt,
    stale: some.stale ?? facts.stale,
    softwareComplete: facts.softwareComplete,
  };
}

function managedInstanceIdsOf(host: FleetHost): readonly string[] {
  const ids = [
    host.sections.ssmRegistration?.value.managedInstanceId ?? null,
    host.identity.managedInstanceId,
    ...host.mergedManagedInstanceIds,
  ].filter((id) => id !== null);
  return ids.length === 0 ? NO_IDS : [...new Set(ids)];
}

function isWhole(host: FleetHost): boolean {
  return (
    host.software?.complete === true &&
    host.trouble.software === undefined &&
    host.sections.editions?.complete !== false &&
    host.trouble.editions?.status !== 'failed'
  );
}
