import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Asked, FleetHost, FleetStore } from '../../ports/fleet-store.ts';
import type { InventoryEntries, ManagedInstance } from '../../reconciliation/aws-facts.ts';
import { type ComparableSoftware, comparableSoftware } from '../../reconciliation/comparable-software.ts';
import {
  COMPARED_TYPES,
  comparePair,
  type InventoriedPair,
  instantsToRecall,
} from '../../reconciliation/compare-pair.ts';
import type { Finding } from '../../reconciliation/finding.ts';
import type { Unjudged } from '../../reconciliation/judgement.ts';
import type { HostState, ReconciledHost } from '../../reconciliation/reconciled-host.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { topologyOf } from '../positions/topology-of.ts';
import { softwareState, topologySinceOf } from './reconciled-host.ts';

/** From when on SSM's view of a host is called old, and how far apart the two sides' captures may lie. */
const SSM_STALE_AFTER_MS = 3 * 86_400_000;
const KEPT_SETS = 100;

export interface JudgePairs {
  withSoftware(host: ReconciledHost, read: FleetHost): Promise<ReconciledHost>;
  /** `host` with its software. */
  judge(host: ReconciledHost, instance: ManagedInstance): Promise<(Finding | Unjudged)[]>;
}

/**
 * Holds hosts of an answer against Systems Manager's inventory: one pair after the other, each with its own entries; all of a fleet's
 * inventory at once would fill the memory. Lists of software that hosts share are read once.
 */
export function judgePairs(
  { asked, aws }: Pick<PositionAnswer, 'asked' | 'aws'>,
  fleet: FleetStore,
  entriesOf: (contentNo: number) => Promise<InventoryEntries>,
): JudgePairs {
  const capturesOf = Map.groupBy(aws.inventory, ({ instanceId }) => instanceId);
  const sets = new Map<number, ComparableSoftware>();
  let titles: ReadonlyMap<number, SoftwareItem> | undefined;

  async function softwareOf({ software }: FleetHost): Promise<ComparableSoftware | null> {
    if (software === undefined) return null;
    const { setNo } = software;
    let comparable = sets.get(setNo);
    if (comparable === undefined) {
      titles ??= new Map((await fleet.titles()).map(({ titleNo, item }) => [titleNo, item]));
      const known = titles;
      comparable = comparableSoftware(
        [...(await fleet.titlesOfSet(setNo))].flatMap((titleNo) => known.get(titleNo) ?? []),
      );
      if (sets.size >= KEPT_SETS) sets.clear();
      sets.set(setNo, comparable);
    }
    return comparable;
  }

  /** What the host of a pair was at the captures it must be compared at. */
  async function recalled(pair: InventoriedPair): Promise<ReadonlyMap<number, HostState>> {
    const states = new Map<number, HostState>();
    for (const instant of instantsToRecall(pair)) {
      const past = await hostThen(pair.host, instant);
      if (past !== undefined) states.set(instant, await stateOf(past));
    }
    return states;
  }

  /** A host that was first heard of shortly after SSM's capture is taken for what it first was. */
  async function hostThen(
    { hostId, firstSeenAt }: ReconciledHost,
    instant: number,
  ): Promise<FleetHost | undefined> {
    if (firstSeenAt - instant > SSM_STALE_AFTER_MS) return undefined;
    const past: Asked = { at: Math.max(instant, firstSeenAt), knownAt: asked.knownAt };
    return fleet.hostAt(hostId, past);
  }

  async function stateOf(host: FleetHost): Promise<HostState> {
    return {
      topology: topologyOf(host),
      ...softwareState(host),
      topologySince: topologySinceOf(host),
      software: await softwareOf(host),
    };
  }

  return {
    withSoftware: async (host, read) => ({ ...host, software: await softwareOf(read) }),
    async judge(host, instance) {
      const captures = capturesOf.get(instance.instanceId) ?? [];
      const entries = new Map<number, InventoryEntries>();
      for (const { typeName, contentNo } of captures)
        if (COMPARED_TYPES.includes(typeName)) entries.set(contentNo, await entriesOf(contentNo));
      const pair: InventoriedPair = {
        host,
        instance,
        captures,
        entriesOf: (contentNo) => entries.get(contentNo) ?? [],
        at: asked.at,
        ssmStaleAfterMs: SSM_STALE_AFTER_MS,
      };
      const states = await recalled(pair);
      return comparePair(pair, (instant) => states.get(instant));
    },
  };
}
