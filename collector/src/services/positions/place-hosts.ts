import type { Placement } from '../../licensing/host-facts.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';

const CLUSTER_TAG = 'coreledger:cluster';

/** Where each host runs. A guest is tied to a virtualization host by a uuid which that host lists, or by the name that the guest was told. */
export function placeHosts(hosts: readonly FleetHost[]): (host: FleetHost) => Placement {
  const byGuestUuid = new Map<string, string | null>();
  const byName = new Map<string, string | null>();
  for (const host of hosts) {
    for (const guest of host.sections.virtualization?.value.guests ?? [])
      if (guest.uuid !== null && guest.state !== 'stopped') claim(byGuestUuid, guest.uuid, host.hostId);
    for (const name of [host.identity.hostName, host.identity.fqdn])
      if (name !== null) claim(byName, name.toLowerCase(), host.hostId);
  }
  return (host) => {
    const virtualization = host.sections.virtualization?.value;
    const uuids = [virtualization?.vmUuid, virtualization?.vmUuidSwapped];
    const told = virtualization?.physicalHost?.toLowerCase();
    const listed = uuids
      .map((uuid) => (uuid == null ? null : byGuestUuid.get(uuid)))
      .find((id) => id != null);
    const named = told === undefined ? null : (byName.get(told) ?? byName.get(told.split('.')[0] ?? told));
    const physicalHostId = listed ?? named ?? null;
    return {
      kind: virtualization?.kind ?? 'unknown',
      hypervisor: virtualization?.hypervisor ?? null,
      cloud: virtualization?.cloud ?? null,
      physicalHostId: physicalHostId === host.hostId ? null : physicalHostId,
      cluster: host.tags[CLUSTER_TAG] ?? null,
    };
  };
}

/** Two hosts that claim one name or guest leave it unresolved: nothing is guessed. */
function claim(index: Map<string, string | null>, key: string, hostId: string): void {
  const known = index.get(key);
  index.set(key, known === undefined || known === hostId ? hostId : null);
}
