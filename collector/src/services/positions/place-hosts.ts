import { canonicalUuid } from '../../identity/canonical-uuid.ts';
import type { ImportedPlacement, MachineName } from '../../identity/imported-placement.ts';
import type { Placement } from '../../licensing/host-facts.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';
import { type ImportedHost, importedHosts } from './imported-hosts.ts';

const CLUSTER_TAG = 'coreledger:cluster';

/** `null` where two claim the same: an index never chooses. */
type Index = Map<string, string | null>;

/**
 * Where each host runs. A guest is tied to a host by a uuid which that host lists, by the name that the guest was told, and by
 * imports. Where these disagree nothing is guessed: the place is unknown. A host that only imports name is a host by what they tell.
 */
export function placeHosts(
  hosts: readonly FleetHost[],
  imported: readonly ImportedPlacement[] = [],
): { readonly placementOf: (host: FleetHost) => Placement; readonly imported: readonly ImportedHost[] } {
  const byGuestUuid: Index = new Map();
  const byUuid: Index = new Map();
  const byName: Index = new Map();
  const byGuestName: Index = new Map();
  for (const host of hosts) {
    for (const guest of host.sections.virtualization?.value.guests ?? [])
      if (guest.uuid !== null && guest.state !== 'stopped')
        claim(byGuestUuid, canonicalUuid(guest.uuid), host.hostId);
    for (const uuid of uuidsOf(host)) claim(byUuid, uuid, host.hostId);
    const names = [host.identity.hostName, host.identity.fqdn];
    for (const name of names) claimName(byName, name, host.hostId);
    for (const name of [...names, host.name, host.sections.virtualization?.value.vmName ?? null])
      claimName(byGuestName, name, host.hostId);
  }

  function named(name: string): string | null | undefined {
    return byName.get(name) ?? byName.get(name.split('.')[0] ?? name);
  }

  function hostOf({ uuid, name }: MachineName): string | null | undefined {
    const found = uuid === null ? undefined : byUuid.get(uuid);
    return found !== undefined || name === null ? found : named(name);
  }

  // A name that two known hosts claim is known: it resolves to none of them, and to no third one either.
  const strangers = importedHosts(imported, (name) => hostOf(name) !== undefined);
  const said = new Map<string, ImportedPlacement[]>();
  const clustersOfHosts: Index = new Map();
  for (const one of imported) {
    const guest =
      (one.guest.uuid === null ? undefined : byUuid.get(one.guest.uuid)) ??
      (one.guest.name === null ? undefined : byGuestName.get(one.guest.name));
    if (guest != null) said.set(guest, [...(said.get(guest) ?? []), one]);
    const host = hostOf(one.host);
    if (host != null && one.cluster !== null) claim(clustersOfHosts, host, one.cluster);
  }
  const tagged = new Map(hosts.map((host) => [host.hostId, host.tags[CLUSTER_TAG]]));

  const placementOf = (host: FleetHost): Placement => {
    const virtualization = host.sections.virtualization?.value;
    // A machine on metal runs on no other, whatever an import says of its name.
    const imports = virtualization?.kind === 'physical' ? [] : (said.get(host.hostId) ?? []);
    const told = virtualization?.physicalHost?.toLowerCase();
    const known = [
      ...vmUuidsOf(host).map((uuid) => byGuestUuid.get(uuid)),
      told === undefined ? undefined : (named(told) ?? undefined),
      ...imports.map((one) => hostOf(one.host)),
    ];
    // A host that an import alone knows may be a known one under another name: known ones go first.
    const physicalHostId = known.some((one) => one !== undefined)
      ? agreed(known)
      : agreed(imports.map((one) => strangers.idOf(one.host)));
    const elsewhere = physicalHostId === host.hostId ? null : physicalHostId;
    return {
      kind: virtualization?.kind ?? 'unknown',
      hypervisor: virtualization?.hypervisor ?? null,
      cloud: virtualization?.cloud ?? null,
      physicalHostId: elsewhere,
      cluster:
        host.tags[CLUSTER_TAG] ??
        clustersOfHosts.get(host.hostId) ??
        agreed([
          elsewhere === null ? undefined : tagged.get(elsewhere),
          ...imports.map((one) => one.cluster ?? undefined),
        ]),
    };
  };
  return { placementOf, imported: strangers.hosts };
}

/** What all that say something say; null where they disagree or one of them is in doubt. */
function agreed(values: readonly (string | null | undefined)[]): string | null {
  const said = new Set(values.filter((value) => value !== undefined));
  return said.size === 1 ? ([...said][0] ?? null) : null;
}

function uuidsOf(host: FleetHost): readonly string[] {
  const { smbiosUuid } = host.identity;
  return [...new Set([...vmUuidsOf(host), ...(smbiosUuid === null ? [] : [canonicalUuid(smbiosUuid)])])];
}

function vmUuidsOf(host: FleetHost): readonly string[] {
  const vmUuid = host.sections.virtualization?.value.vmUuid ?? null;
  return vmUuid === null ? [] : [canonicalUuid(vmUuid)];
}

function claimName(index: Index, name: string | null, hostId: string): void {
  if (name !== null) claim(index, name.toLowerCase(), hostId);
}

/** Two hosts that claim one name or guest leave it unresolved: nothing is guessed. */
function claim(index: Index, key: string, value: string): void {
  const known = index.get(key);
  index.set(key, known === undefined || known === value ? value : null);
}
