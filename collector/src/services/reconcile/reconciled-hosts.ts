import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { Asked, FleetHost, FleetStore } from '../../ports/fleet-store.ts';
import { type ComparableSoftware, comparableSoftware } from '../../reconciliation/comparable-software.ts';
import { type InventoriedPair, instantsToRecall } from '../../reconciliation/compare-pair.ts';
import type { HostState, ReconciledHost } from '../../reconciliation/reconciled-host.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { topologyOf } from '../positions/topology-of.ts';

export interface ReconciledFleet {
  /** Their software is not read: it is for those that are compared with an inventory. */
  readonly hosts: readonly ReconciledHost[];
  withSoftware(host: ReconciledHost): Promise<ReconciledHost>;
  /** What the host of a pair was at the captures it must be compared at. */
  recallFor(pair: InventoriedPair): Promise<(instant: number) => HostState | undefined>;
}

const KEPT_SETS = 100;
const NO_IDS: readonly string[] = [];

/** The hosts of an answer as reconciliation sees them. Software is read where it is compared; sets that hosts share, once. */
export async function reconciledFleet(
  { facts, asked }: PositionAnswer,
  fleet: FleetStore,
  recallWithinMs: number,
): Promise<ReconciledFleet> {
  const sets = new Map<number, ComparableSoftware>();
  let titles: ReadonlyMap<number, SoftwareItem> | undefined;

  async function softwareOf({ setNo }: { readonly setNo: number }): Promise<ComparableSoftware> {
    let software = sets.get(setNo);
    if (software === undefined) {
      titles ??= new Map((await fleet.titles()).map(({ titleNo, item }) => [titleNo, item]));
      const known = titles;
      software = comparableSoftware(
        [...(await fleet.titlesOfSet(setNo))].flatMap((titleNo) => known.get(titleNo) ?? []),
      );
      if (sets.size >= KEPT_SETS) sets.clear();
      sets.set(setNo, software);
    }
    return software;
  }

  async function stateOf(host: FleetHost): Promise<HostState> {
    return {
      topology: topologyOf(host),
      ...softwareState(host),
      topologySince: topologySinceOf(host),
      software: host.software === undefined ? null : await softwareOf(host.software),
    };
  }

  const result: ReconciledHost[] = [];
  const setOfHost = new Map<string, { readonly setNo: number }>();
  for await (const part of fleet.hostsInParts(asked)) {
    for (const host of part) {
      const known = facts.get(host.hostId);
      if (known === undefined) continue;
      result.push(reconciledHost(host, known));
      // Of others none is compared.
      if (host.software !== undefined && known.managedInstanceIds.length > 0)
        setOfHost.set(host.hostId, host.software);
    }
  }

  return {
    hosts: result,
    async withSoftware(host) {
      const set = setOfHost.get(host.hostId);
      return set === undefined ? host : { ...host, software: await softwareOf(set) };
    },
    async recallFor(pair) {
      const states = new Map<number, HostState>();
      for (const instant of instantsToRecall(pair)) {
        const past = await hostThen(pair.host, instant);
        if (past !== undefined) states.set(instant, await stateOf(past));
      }
      return (instant) => states.get(instant);
    },
  };

  /** A host that was first heard of shortly after SSM's capture is taken for what it first was. */
  async function hostThen(
    { hostId, firstSeenAt }: ReconciledHost,
    instant: number,
  ): Promise<FleetHost | undefined> {
    if (firstSeenAt - instant > recallWithinMs) return undefined;
    const past: Asked = { at: Math.max(instant, firstSeenAt), knownAt: asked.knownAt };
    return fleet.hostAt(hostId, past);
  }
}

/** Written out, with as little as is looked at: there are as many as hosts. */
function reconciledHost(host: FleetHost, known: HostFacts): ReconciledHost {
  const { hostId, name, identity, firstSeenAt, lastSeenAt } = host;
  const section = host.sections.ssmRegistration;
  const { softwareComplete, softwareSince } = softwareState(host);
  return {
    hostId,
    name,
    identity: {
      fqdn: identity.fqdn,
      smbiosUuid: identity.smbiosUuid,
      machineIdHash: identity.machineIdHash,
    },
    topology: known.topology,
    topologySince: topologySinceOf(host),
    software: null,
    softwareComplete,
    softwareSince,
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

function topologySinceOf({ sections, firstSeenAt }: FleetHost): number {
  return Math.max(sections.cpu?.validFrom ?? firstSeenAt, sections.firmware?.validFrom ?? 0);
}

function softwareState({
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
