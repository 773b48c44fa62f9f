import type { AgentRecord, AgentStore } from '../../ports/agent-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FleetStore } from '../../ports/fleet-store.ts';
import type { InventoryEntries } from '../../reconciliation/aws-facts.ts';
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
import type { Judgement } from '../../reconciliation/judgement.ts';
import { othersTurn } from '../others-turn.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { judgePairs } from './judge-pairs.ts';
import { reconciledHost } from './reconciled-host.ts';

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

  /** Hosts are read in parts and let go: what is kept of each is what another one may need. */
  async function ofHosts(answered: PositionAnswer): Promise<Judgement> {
    const { aws, facts, superseded, asked } = answered;
    const differences = findDifferences({
      instances: aws.managedInstances,
      superseded,
      freshness: aws.freshness,
      coverage: aws.coverage,
    });
    const shared = findSharedIdentities();
    const pairs = judgePairs(answered, fleet, entriesOf);
    for await (const part of fleet.hostsInParts(asked))
      for (const read of part) {
        const known = facts.get(read.hostId);
        if (known === undefined) continue;
        const host = reconciledHost(read, known);
        shared.add(host);
        const instances = differences.addHost(host);
        if (instances.length === 0) continue;
        await othersTurn();
        const whole = await pairs.withSoftware(host, read);
        for (const instance of instances) differences.addPair(instance, await pairs.judge(whole, instance));
      }
    for (const hostId of shared.toAddAgain()) {
      await othersTurn();
      const [read, known] = [await fleet.hostAt(hostId, asked), facts.get(hostId)];
      if (read !== undefined && known !== undefined) shared.addAgain(reconciledHost(read, known));
    }
    const { findings, unjudged } = differences.found();
    return { findings: [...findings, ...shared.found()], unjudged };
  }

  return async (asked) => {
    const answered = await answer(asked);
    const { aws, facts, report } = answered;
    const { configurations, associations, coverage } = aws;
    const hosts = await ofHosts(answered);
    const licenses = findLicenseDifferences({ report, hosts: facts, configurations, associations, coverage });
    return {
      answer: answered,
      findings: [
        ...hosts.findings,
        ...licenses.findings,
        // Keys and their messages are told as they stand now.
        ...(asked?.at === undefined ? await ofAgents(answered) : []),
      ],
      unjudged: [...hosts.unjudged, ...licenses.unjudged],
    };
  };
}
