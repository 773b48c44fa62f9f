import type { HostFacts } from './host-facts.ts';

/** All hosts at one instant, with the virtualization graph that their placements make. */
export interface Fleet {
  readonly hosts: ReadonlyMap<string, HostFacts>;
  /** Every host that runs guests or might: kind `hypervisor`, or named by a guest as its physical host. */
  readonly virtualizationHosts: readonly HostFacts[];
}

export function createFleet(hosts: readonly HostFacts[]): Fleet {
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const named = new Set(hosts.map((host) => host.placement.physicalHostId));
  const virtualizationHosts = hosts.filter(
    (host) => host.placement.kind === 'hypervisor' || named.has(host.hostId),
  );
  return { hosts: byId, virtualizationHosts };
}

/** The machine whose processors a host's software runs on. */
export type PhysicalBasis =
  | { readonly kind: 'known'; readonly host: HostFacts; readonly own: boolean }
  /** `candidates`: the known hosts it may run on; the demand is at most that of the largest of them. */
  | { readonly kind: 'unknown'; readonly missing: string; readonly candidates: readonly HostFacts[] };

export function physicalBasis(host: HostFacts, fleet: Fleet): PhysicalBasis {
  const { kind, physicalHostId, cluster } = host.placement;
  if (kind === 'physical' || kind === 'hypervisor') {
    // A hypervisor nested in a guest shows a virtual topology: its own processors are not physical either.
    if (host.topology.virtual !== true) return { kind: 'known', host, own: true };
  }
  const placed = physicalHostId === null ? undefined : fleet.hosts.get(physicalHostId);
  if (placed !== undefined && placed !== host) return { kind: 'known', host: placed, own: false };
  const clustered = fleet.virtualizationHosts.filter(
    (candidate) => candidate !== host && candidate.placement.cluster === cluster,
  );
  const candidates =
    cluster !== null && clustered.length > 0
      ? clustered
      : fleet.virtualizationHosts.filter((candidate) => candidate !== host);
  if (kind === 'unknown')
    return { kind: 'unknown', missing: 'virtualization', candidates: [host, ...candidates] };
  return { kind: 'unknown', missing: 'physical host', candidates };
}
