import { canonicalUuid } from '../../identity/canonical-uuid.ts';
import type { ImportedPlacement, MachineName } from '../../identity/imported-placement.ts';
import type { Placement } from '../../licensing/host-facts.ts';
import { sharing } from '../../licensing/sharing.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';
import { type ImportedHost, importedHosts } from './imported-hosts.ts';

const CLUSTER_TAG = 'coreledger:cluster';

/** `null` where two claim the same: an index never chooses. */
type Index = Map<string, string | null>;

/** What of a host tells where it and others run. */
interface PlacedHost {
  readonly hostId: string;
  readonly names: readonly (string | null)[];
  readonly vmName: string | null;
  readonly uuids: readonly string[];
  readonly vmUuids: readonly string[];
  readonly cluster: string | undefined;
  readonly told: string | null;
  readonly kind: Placement['kind'];
  readonly hypervisor: string | null;
  readonly cloud: string | null;
}

export interface PlacingFleet {
  /** Call for every host before any is placed. */
  add(host: FleetHost): void;
  place(): PlacedFleet;
}

interface PlacedFleet {
  /** Of every host that was added, in their order. */
  readonly placements: readonly Placement[];
  /** Hosts that imports alone know. */
  readonly imported: readonly ImportedHost[];
}

/**
 * Where each host runs. A guest is tied to a host by a uuid which that host lists, by the name that the guest was told, and by
 * imports. Where these disagree nothing is guessed: the place is unknown. A host that only imports name is a host by what they tell.
 */
export function placeHosts(imported: readonly ImportedPlacement[] = []): PlacingFleet {
  const hosts: PlacedHost[] = [];
  const byGuestUuid: Index = new Map();

  return {
    add(host) {
      const placed = placedHost(host);
      hosts.push(placed);
      for (const guest of host.sections.virtualization?.value.guests ?? [])
        if (guest.uuid !== null && guest.state !== 'stopped')
          claim(byGuestUuid, canonicalUuid(guest.uuid), host.hostId);
    },
    place: () => placeAll(hosts, byGuestUuid, imported),
  };
}

function placedHost(host: FleetHost): PlacedHost {
  const virtualization = host.sections.virtualization?.value;
  const { smbiosUuid, hostName, fqdn } = host.identity;
  const vmUuid = virtualization?.vmUuid ?? null;
  const vmUuids = vmUuid === null ? [] : [canonicalUuid(vmUuid)];
  const own = smbiosUuid === null ? [] : [canonicalUuid(smbiosUuid)];
  return {
    hostId: host.hostId,
    names: [hostName, fqdn, host.name],
    vmName: virtualization?.vmName ?? null,
    uuids: [...new Set([...vmUuids, ...own])],
    vmUuids,
    cluster: host.tags[CLUSTER_TAG],
    told: virtualization?.physicalHost?.toLowerCase() ?? null,
    kind: virtualization?.kind ?? 'unknown',
    hypervisor: virtualization?.hypervisor ?? null,
    cloud: virtualization?.cloud ?? null,
  };
}

function placeAll(
  hosts: readonly PlacedHost[],
  byGuestUuid: Index,
  imported: readonly ImportedPlacement[],
): PlacedFleet {
  const byUuid: Index = new Map();
  const byName: Index = new Map();
  const byGuestName: Index = new Map();
  // Names and uuids of a large fleet take memory: they are indexed where something asks by them.
  const isNamed = imported.length > 0 || hosts.some(({ told }) => told !== null);
  for (const { hostId, names, vmName, uuids } of isNamed ? hosts : []) {
    for (const uuid of uuids) claim(byUuid, uuid, hostId);
    for (const name of names.slice(0, 2)) claimName(byName, name, hostId);
    for (const name of [...names, vmName]) claimName(byGuestName, name, hostId);
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
  const tagged = new Map(
    hosts.flatMap(({ hostId, cluster }) => (cluster === undefined ? [] : [[hostId, cluster] as const])),
  );
  const shared = sharing<Placement>();

  const place = ({ hostId, kind, hypervisor, cloud, vmUuids, told, cluster }: PlacedHost): Placement => {
    // A machine on metal runs on no other, whatever an import says of its name.
    const imports = kind === 'physical' ? [] : (said.get(hostId) ?? []);
    const known = [
      ...vmUuids.map((uuid) => byGuestUuid.get(uuid)),
      told === null ? undefined : (named(told) ?? undefined),
      ...imports.map((one) => hostOf(one.host)),
    ];
    // A host that an import alone knows may be a known one under another name: known ones go first.
    const physicalHostId = known.some((one) => one !== undefined)
      ? agreed(known)
      : agreed(imports.map((one) => strangers.idOf(one.host)));
    const elsewhere = physicalHostId === hostId ? null : physicalHostId;
    return shared({
      kind,
      hypervisor,
      cloud,
      physicalHostId: elsewhere,
      cluster:
        cluster ??
        clustersOfHosts.get(hostId) ??
        agreed([
          elsewhere === null ? undefined : tagged.get(elsewhere),
          ...imports.map((one) => one.cluster ?? undefined),
        ]),
    });
  };
  return { placements: hosts.map(place), imported: strangers.hosts };
}

/** What all that say something say; null where they disagree or one of them is in doubt. */
function agreed(values: readonly (string | null | undefined)[]): string | null {
  const said = new Set(values.filter((value) => value !== undefined));
  return said.size === 1 ? ([...said][0] ?? null) : null;
}

function claimName(index: Index, name: string | null, hostId: string): void {
  if (name !== null) claim(index, name.toLowerCase(), hostId);
}

/** Two hosts that claim one name or guest leave it unresolved: nothing is guessed. */
function claim(index: Index, key: string, value: string): void {
  const known = index.get(key);
  index.set(key, known === undefined || known === value ? value : null);
}
