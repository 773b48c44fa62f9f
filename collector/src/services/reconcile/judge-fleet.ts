import type { AgentRecord, AgentStore } from '../../ports/agent-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FleetStore } from '../../ports/fleet-store.ts';
import { findChainDoubts, findPendingEnrollments } from '../../reconciliation/find-agent-doubts.ts';
import { findDifferences, matchFleet } from '../../reconciliation/find-differences.ts';
import { findLicenseDifferences } from '../../reconciliation/find-license-differences.ts';
import { findSharedIdentities } from '../../reconciliation/find-shared-identities.ts';
import type { Finding } from '../../reconciliation/finding.ts';
import type { Judgement } from '../../reconciliation/judgement.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { reconciledFleet } from './reconciled-hosts.ts';

/** From when on SSM's view of a host is called old, and how far apart the two sides' captures may lie. */
const SSM_STALE_AFTER_MS = 3 * 86_400_000;

/** For how long an oddity in an agent's messages is told. */
const CHAIN_DOUBTS_MS = 7 * 86_400_000;
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
}): JudgeFleet {
  const { answer, agents, fleet, clock } = parts;

  async function ofAgents({ hosts }: PositionAnswer): Promise<Finding[]> {
    const pending: AgentRecord[] = [];
    let after: string | undefined;
    do {
      const page = await agents.list({ limit: PAGE, after, status: 'pending' });
      pending.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return [
      ...findPendingEnrollments(pending, (hostId) => hosts.get(hostId)?.name),
      ...findChainDoubts(await agents.chainSince(clock.now() - CHAIN_DOUBTS_MS)),
    ];
  }

  return async (asked) => {
    const answered = await answer(asked);
    const { aws, facts, report, superseded } = answered;
    const { configurations, associations, freshness, coverage } = aws;
    const { hosts, recallFor } = await reconciledFleet(answered, fleet, SSM_STALE_AFTER_MS);
    const input = {
      at: answered.asked.at,
      hosts,
      instances: aws.managedInstances,
      inventory: aws.inventory,
      superseded,
      freshness,
      coverage,
      ssmStaleAfterMs: SSM_STALE_AFTER_MS,
    };
    const matched = matchFleet(input);
    const ofHosts = findDifferences(input, matched, await recallFor(matched.pairs));
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
