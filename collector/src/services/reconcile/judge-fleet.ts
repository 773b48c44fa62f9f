import type { AgentRecord, AgentStore } from '../../ports/agent-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FleetStore } from '../../ports/fleet-store.ts';
import type { InventoryCapture, InventoryEntries } from '../../reconciliation/aws-facts.ts';
import { COMPARED_TYPES, comparePair, type InventoriedPair } from '../../reconciliation/compare-pair.ts';
import {
  CHAIN_DOUBTS_MS,
  findChainDoubts,
  findMergedReporting,
  findPendingEnrollments,
} from '../../reconciliation/find-agent-doubts.ts';
import { findDifferences } from '../../reconciliation/find-differences.ts';
import { findLicenseDifferences } from '../../reconciliation/find-license-differences.ts';
import { findSharedIdentities } from '../../reconciliation/find-shared-identities.ts';
import type { Finding } from '../../reconciliation/finding.ts';
import { type Judgement, judgementOf, type Unjudged } from '../../reconciliation/judgement.ts';
import { type HostMatch, matchHosts } from '../../reconciliation/match-hosts.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { type ReconciledFleet, reconciledFleet } from './reconciled-hosts.ts';

/** From when on SSM's view of a host is called old, and how far apart the two sides' captures may lie. */
const SSM_STALE_AFTER_MS = 3 * 86_400_000;

const PAGE = 500;

export interface Reconciliation extends Judgement {
  readonly answer: PositionAnswer;
}

/** Every difference at an instant, and what could not be judged; nothing is stored. */
export type JudgeFleet = (asked?: AskedInstant) => Promise<Reconciliation>;

export function createJudgeFleet(parts: {
  readonly answer: AnswerPosition;
  readonly agents: AgentStore;
  readonly fleet: FleetStore;
  readonly clock: Clock;
  entriesOf(contentNo: number): Promise<InventoryEntries>;
}): JudgeFleet {
  const { answer, agents, fleet, clock, entriesOf } = parts;

  async function ofAgents({ facts }: PositionAnswer): Promise<Finding[]> {
    const pending: AgentRecord[] = [];
    let after: string | undefined;
    do {
      const page = await agents.list({ limit: PAGE, after, status: 'pending' });
      pending.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    const lately = clock.now() - CHAIN_DOUBTS_MS;
    return [
      ...findPendingEnrollments(pending, (hostId) => facts.get(hostId)),
      ...findChainDoubts(await agents.chainSince(lately)),
      ...findMergedReporting(await agents.mergedReporting(lately)),
    ];
  }

  /** One pair after the other, each with its own entries: all of a fleet's inventory at once would fill the memory. */
  async function judgePairs(
    pairs: readonly HostMatch[],
    inventory: readonly InventoryCapture[],
    at: number,
    { withSoftware, recallFor }: ReconciledFleet,
  ): Promise<(Finding | Unjudged)[]> {
    const byInstance = Map.groupBy(inventory, ({ instanceId }) => instanceId);
    const found: (Finding | Unjudged)[] = [];
    for (const match of pairs) {
      const captures = byInstance.get(match.instance.instanceId) ?? [];
      const entries = new Map<number, InventoryEntries>();
      for (const { typeName, contentNo } of captures)
        if (COMPARED_TYPES.includes(typeName)) entries.set(contentNo, await entriesOf(contentNo));
      const pair: InventoriedPair = {
        ...match,
        host: await withSoftware(match.host),
        captures,
        entriesOf: (contentNo) => entries.get(contentNo) ?? [],
        at,
        ssmStaleAfterMs: SSM_STALE_AFTER_MS,
      };
      found.push(...comparePair(pair, await recallFor(pair)));
    }
    return found;
  }

  return async (asked) => {
    const answered = await answer(asked);
    const { aws, facts, report, superseded } = answered;
    const { configurations, associations, freshness, coverage } = aws;
    const reconciled = await reconciledFleet(answered, fleet, SSM_STALE_AFTER_MS);
    const { hosts } = reconciled;
    const matching = matchHosts(hosts, aws.managedInstances, superseded);
    const ofPairs = await judgePairs(matching.pairs, aws.inventory, answered.asked.at, reconciled);
    const ofHosts = judgementOf([...findDifferences({ hosts, matching, freshness, coverage }), ...ofPairs]);
    const ofLicenses = findLicenseDifferences({
      report,
      hosts: facts,
      configurations,
      associations,
      coverage,
    });
    return {
      answer: answered,
      findings: [
        ...ofHosts.findings,
        ...findSharedIdentities(hosts),
        ...ofLicenses.findings,
        // Keys and their messages are told as they stand now.
        ...(asked?.at === undefined ? await ofAgents(answered) : []),
      ],
      unjudged: [...ofHosts.unjudged, ...ofLicenses.unjudged],
    };
  };
}
