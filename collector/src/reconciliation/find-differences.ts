import type { ScopeCoverage } from './aws-coverage.ts';
import type { InventoryItem, ManagedInstance, SourceFreshness } from './aws-facts.ts';
import { comparePair, type InventoriedPair } from './compare-pair.ts';
import { findOwnDoubts } from './find-own-doubts.ts';
import { findRegistrationDifferences } from './find-registration-differences.ts';
import { findStaleSources } from './find-stale-sources.ts';
import type { FormerRegistration } from './former-registrations.ts';
import { type Judgement, judgementOf } from './judgement.ts';
import { type Matching, matchHosts } from './match-hosts.ts';
import type { HostState, ReconciledHost } from './reconciled-host.ts';

export interface DifferencesInput {
  readonly at: number;
  readonly hosts: readonly ReconciledHost[];
  readonly instances: readonly ManagedInstance[];
  readonly inventory: readonly InventoryItem[];
  /** Registrations behind which no machine is alive, by id. */
  readonly superseded: ReadonlyMap<string, FormerRegistration>;
  readonly freshness: readonly SourceFreshness[];
  readonly coverage: readonly ScopeCoverage[];
  /** From when on SSM's ping or capture is called old, in milliseconds. */
  readonly ssmStaleAfterMs: number;
}

/** Hosts beside their registrations; what our history must tell about them before they are compared is in `instantsToRecall`. */
export interface MatchedFleet {
  readonly matching: Matching;
  readonly pairs: readonly InventoriedPair[];
}

export function matchFleet(input: DifferencesInput): MatchedFleet {
  const { at, ssmStaleAfterMs } = input;
  const matching = matchHosts(input.hosts, input.instances, input.superseded);
  const items = Map.groupBy(input.inventory, ({ instanceId }) => instanceId);
  return {
    matching,
    pairs: matching.pairs.map((pair) => ({
      ...pair,
      items: items.get(pair.instance.instanceId) ?? [],
      at,
      ssmStaleAfterMs,
    })),
  };
}

/** Differences between our hosts and Systems Manager's, each in like units and at like times. */
export function findDifferences(
  { hosts, freshness, coverage }: DifferencesInput,
  { matching, pairs }: MatchedFleet,
  recall: (hostId: string, instant: number) => HostState | undefined,
): Judgement {
  return judgementOf([
    ...findRegistrationDifferences(matching, coverage),
    ...findStaleSources(freshness, coverage),
    ...hosts.flatMap(findOwnDoubts),
    ...pairs.flatMap((pair) => comparePair(pair, (instant) => recall(pair.host.hostId, instant))),
  ]);
}
