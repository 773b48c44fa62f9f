import type { HostFacts } from './host-facts.ts';

/** All hosts at one instant, with the virtualization graph that their placements make. */
export interface Fleet {
  readonly hosts: ReadonlyMap<string, HostFacts>;
  /** Every host that runs guests or might: kind `hypervisor`, or named by a guest as its physical host. */
  readonly virtualizationHosts: ReadonlySet<HostFacts>;
  /** The same by cluster; under null all of them. */
  readonly byCluster: ReadonlyMap<string | null, readonly HostFacts[]>;
}

export function createFleet(hosts: readonly HostFacts[]): Fleet {
  const byId = new Map<string, HostFacts>();
  const named = new Set<string>();
  for (const host of hosts) {
    byId.set(host.hostId, host);
    if (host.placement.physicalHostId !== null) named.add(host.placement.physicalHostId);
  }
  const all = hosts.filter((host) => host.placement.kind === 'hypervisor' || named.has(host.hostId));
  const byCluster = Map.groupBy(all, (host) => host.placement.cluster);
  return { hosts: byId, virtualizationHosts: new Set(all), byCluster: byCluster.set(null, all) };
}

/** The known hosts that a machine may be or run on. */
export interface Candidates {
  /** The machine, where it may run on none. */
  readonly itself: HostFacts | null;
  /** One list for all machines that have the same. */
  readonly others: readonly HostFacts[];
}

/** The machine whose processors a host's software runs on. */
export type PhysicalBasis =
  | { readonly kind: 'known'; readonly host: HostFacts; readonly own: boolean }
  /** The demand is at most that of the largest candidate. */
  | { readonly kind: 'unknown'; readonly missing: string; readonly candidates: Candidates };

export function physicalBasis(host: HostFacts, fleet: Fleet): PhysicalBasis {
  const { kind, physicalHostId, cluster } = host.placement;
  if (kind === 'physical' || kind === 'hypervisor') {
    // A hypervisor nested in a guest shows a virtual topology: its own processors are not physical either.
    if (host.topology.virtual !== true) return { kind: 'known', host, own: true };
  }
  const placed = physicalHostId === null ? undefined : fleet.hosts.get(physicalHostId);
  if (placed !== undefined && placed !== host) return { kind: 'known', host: placed, own: false };
  const clustered = othersOfCluster(host, cluster, fleet);
  const others = clustered.length > 0 ? clustered : othersOfCluster(host, null, fleet);
  if (kind === 'unknown')
    return { kind: 'unknown', missing: 'virtualization', candidates: { itself: host, others } };
  return { kind: 'unknown', missing: 'physical host', candidates: { itself: null, others } };
}

const NONE: readonly HostFacts[] = [];

function othersOfCluster(host: HostFacts, cluster: string | null, fleet: Fleet): readonly HostFacts[] {
  const members = fleet.byCluster.get(cluster) ?? NONE;
  return fleet.virtualizationHosts.has(host) ? members.filter((one) => one !== host) : members;
}
