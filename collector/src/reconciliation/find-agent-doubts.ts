import type { Finding, FindingKind } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';

/** An enrolment that looks like a host known under another key. */
export interface PendingEnrollment {
  readonly agentId: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly claim: { readonly hostId: string; readonly matched: readonly string[] } | null;
}

/** What was odd in the messages of one agent lately: how often, and when last (epoch ms). */
export interface ChainDoubt {
  readonly agentId: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly kind: 'gap' | 'fork' | 'clock-skew';
  readonly times: number;
  /** gap: messages that never came, of all times together. clock-skew: milliseconds ahead, at most. */
  readonly amount: number;
  readonly lastAt: number;
}

export function findPendingEnrollments(
  pending: readonly PendingEnrollment[],
  nameOf: (hostId: string) => string | undefined,
): Finding[] {
  return pending.map(({ agentId, hostId, hostName, claim }) => {
    const known = claim === null ? 'a known host' : (nameOf(claim.hostId) ?? claim.hostId);
    const matched = claim?.matched.join(' and ') ?? '';
    return {
      ...base('enrollment-pending', agentId, hostId),
      summary: `${hostName} enrolled under a new key and looks like ${known} by ${matched}: both count until you decide`,
      ours: { agent: agentId, host: hostId, name: hostName },
      theirs: { host: claim?.hostId ?? null, name: known, matched },
    };
  });
}

export function findChainDoubts(doubts: readonly ChainDoubt[]): Finding[] {
  return doubts.map((doubt) => {
    const { agentId, hostId, hostName, times, lastAt } = doubt;
    const [kind, what] = wordsFor(doubt);
    return {
      ...base(kind, agentId, hostId),
      summary: `${hostName}: ${what}`,
      ours: { agent: agentId, times, last: new Date(lastAt).toISOString() },
      theirs: {},
    };
  });
}

function wordsFor({ kind, times, amount }: ChainDoubt): readonly [FindingKind, string] {
  switch (kind) {
    case 'gap':
      return ['sequence-gap', `${amount} ${amount === 1 ? 'message' : 'messages'} of its agent never came`];
    case 'fork':
      return ['sequence-fork', `its chain of messages forked${times === 1 ? '' : ` ${times} times`}`];
    case 'clock-skew':
      return ['clock-skew', `its clock is up to ${Math.ceil(amount / 60_000)} minutes ahead`];
  }
}

function base(kind: FindingKind, agentId: string, hostId: string) {
  const { severity } = findingCatalog[kind];
  return { kind, key: `${kind}:${agentId}`, severity, hostId, license: null };
}
