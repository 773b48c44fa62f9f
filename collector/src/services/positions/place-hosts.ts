import { canonicalUuid } from '../../identity/canonical-uuid.ts';
import type { ImportedPlacement, MachineName } from '../../identity/imported-placement.ts';
import type { HostFacts, Placement } from '../../licensing/host-facts.ts';
import { sharing } from '../../licensing/sharing.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';
import { type ImportedHost, importedHosts } from './imported-hosts.ts';

const CLUSTER_TAG = 'coreledger:cluster';

/** `null` where two claim the same: an index never chooses. */
type Index = Map<string, string | null>;

/** What of a host tells where it and others run. Uuids in canonical form. */
export interface PlacementClues {
  readonly hostName: string;
  readonly fqdn: string | null;
  readonly vmUuid: string | null;
  readonly smbiosUuid: string | null;
  /** Of its guests that are not stopped. */
  readonly guests: readonly string[];
  readonly machine: MachineClues;
}

/** What of it many hosts have alike. */
export interface MachineClues extends Pick<Placement, 'kind' | 'hypervisor' | 'cloud'> {
  readonly vmName: string | null;
  /** The hypervisor's id of this guest. */
  readonly vmId: string | null;
  /** The name of the host that it was told it runs on, in lower case. */
  readonly told: string | null;
}

/** A host to be placed, and where it was the last time: what did not change is the same object again. */
export interface PlacedHost extends PlacementClues {
  readonly own: Pick<HostFacts, 'tags'>;
  readonly facts: Pick<HostFacts, 'hostId' | 'name' | 'placement'>;
}

interface PlacedFleet {
  placementOf(host: PlacedHost): Placement;
  /** Hosts that imports alone know. */
  readonly imported: readonly ImportedHost[];
}

const NONE: readonly string[] = [];
const NO_IMPORTS: readonly ImportedPlacement[] = [];

export function placementClues(host: FleetHost): PlacementClues {
  const virtualization = host.sections.virtualization?.value;
  const { smbiosUuid, hostName, fqdn } = host.identity;
  const vmUuid = canonical(virtualization?.vmUuid ?? null);
  const own = canonical(smbiosUuid);
  const guests = (virtualization?.guests ?? []).flatMap(({ uuid, state }) =>
    uuid === null || state === 'stopped' ? [] : [canonicalUuid(uuid)],
  );
  return {
    // Equal texts are held once.
    hostName: hostName === host.name ? host.name : hostName,
    fqdn: fqdn === host.name ? host.name : fqdn,
    vmUuid,
    smbiosUuid: own === vmUuid ? vmUuid : own,
    guests: guests.length === 0 ? NONE : guests,
    machine: {
      vmName: virtualization?.vmName ?? null,
      vmId: virtualization?.vmId ?? null,
      told: virtualization?.physicalHost?.toLowerCase() ?? null,
      kind: virtualization?.kind ?? 'unknown',
      hypervisor: virtualization?.hypervisor ?? null,
      cloud: virtualization?.cloud ?? null,
    },
  };
}

function canonical(uuid: string | null): string | null {
  return uuid === null ? null : canonicalUuid(uuid);
}

/**
 * Where each host runs. A guest is tied to a host by a uuid which that host lists, by the name that the guest was told, and by
 * imports. Where these disagree nothing is guessed: the place is unknown. A host that only imports name is a host by what they tell.
 */
export function placeHosts(
  hosts: readonly PlacedHost[],
  imported: readonly ImportedPlacement[] = [],
): PlacedFleet {
  const byGuestUuid: Index = new Map();
  for (const { guests, facts } of hosts) for (const uuid of guests) claim(byGuestUuid, uuid, facts.hostId);
  const byUuid: Index = new Map();
  const byName: Index = new Map();
  const byGuestName: Index = new Map();
  // Names and uuids of a large fleet take memory: they are indexed where something asks by them.
  const isNamed = imported.length > 0 || hosts.some(({ machine }) => machine.told !== null);
  for (const { hostName, fqdn, vmUuid, smbiosUuid, machine, facts } of isNamed ? hosts : []) {
    for (const uuid of [vmUuid, smbiosUuid]) if (uuid !== null) claim(byUuid, uuid, facts.hostId);
    for (const name of [hostName, fqdn]) claimName(byName, name, facts.hostId);
    for (const name of [hostName, fqdn, facts.name, machine.vmName])
      claimName(byGuestName, name, facts.hostId);
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
    hosts.flatMap(({ own, facts }) => {
      const cluster = own.tags[CLUSTER_TAG];
      return cluster === undefined ? [] : [[facts.hostId, cluster] as const];
    }),
  );
  const shared = sharing<Placement>();

  function placementOf({ machine, vmUuid, own, facts }: PlacedHost): Placement {
    const { hostId, placement: before } = facts;
    const { kind, hypervisor, cloud, told } = machine;
    // A machine on metal runs on no other, whatever an import says of its name.
    const imports = kind === 'physical' ? NO_IMPORTS : (said.get(hostId) ?? NO_IMPORTS);
    const byList = vmUuid === null ? undefined : byGuestUuid.get(vmUuid);
    const byTold = told === null ? undefined : (named(told) ?? undefined);
    const physicalHostId =
      imports.length === 0 && byTold === undefined
        ? (byList ?? null)
        : physicalHostBy([byList, byTold, ...imports.map((one) => hostOf(one.host))], imports);
    const elsewhere = physicalHostId === hostId ? null : physicalHostId;
    const cluster = own.tags[CLUSTER_TAG] ?? clustersOfHosts.get(hostId) ?? clusterBy(elsewhere, imports);
    const isSame =
      before.kind === kind &&
      before.hypervisor === hypervisor &&
      before.cloud === cloud &&
      before.physicalHostId === elsewhere &&
      before.cluster === cluster;
    return isSame ? before : shared({ kind, hypervisor, cloud, physicalHostId: elsewhere, cluster });
  }

  /** A host that an import alone knows may be a known one under another name: known ones go first. */
  function physicalHostBy(
    known: readonly (string | null | undefined)[],
    imports: readonly ImportedPlacement[],
  ): string | null {
    return known.some((one) => one !== undefined)
      ? agreed(known)
      : agreed(imports.map((one) => strangers.idOf(one.host)));
  }

  function clusterBy(elsewhere: string | null, imports: readonly ImportedPlacement[]): string | null {
    const ofHost = elsewhere === null ? undefined : tagged.get(elsewhere);
    if (imports.length === 0) return ofHost ?? null;
    return agreed([ofHost, ...imports.map((one) => one.cluster ?? undefined)]);
  }

  return { placementOf, imported: strangers.hosts };
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
