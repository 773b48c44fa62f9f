import type { HostClaim } from '../identity/choose-host.ts';
import type { Finding, FindingKind } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';

/** For how long an oddity in an agent's messages is told. */
export const CHAIN_DOUBTS_MS = 7 * 86_400_000;

/** An enrolment that looks like a host known under another key. */
export interface PendingEnrollment {
  readonly agentId: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly enrolledAt: number;
  readonly claim: HostClaim | null;
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

/** Two hosts that are merged into one and both report. Times are epoch milliseconds. */
export interface MergedHosts {
  readonly hostId: string;
  readonly hostName: string;
  readonly intoId: string;
  readonly intoName: string;
  readonly mergedAt: number;
  readonly seenAt: number;
  readonly otherSeenAt: number;
}

/** The known host's facts, where it still counts. */
type KnownHost = { readonly name: string; readonly lastSeenAt: number } | undefined;

export function findPendingEnrollments(
  pending: readonly PendingEnrollment[],
  hostOf: (hostId: string) => KnownHost,
): Finding[] {
  return pending.map(({ agentId, hostId, hostName, enrolledAt, claim }) => {
    const counting = claim === null ? undefined : hostOf(claim.hostId);
    const known = claim === null ? 'a known host' : (counting?.name ?? claim.hostId);
    const matched = claim?.matched.join(' and ') ?? '';
    const others = (claim?.others ?? []).map(
      (one) => `${hostOf(one.hostId)?.name ?? 'host'} (${one.hostId}) by ${one.matched.join(' and ')}`,
    );
    const against = others.length === 0 ? '' : `, and like ${others.join(', ')}`;
    return {
      ...base('enrollment-pending', agentId, hostId),
      summary: `${hostName} enrolled under a new key and looks like ${known} by ${matched}${against}: ${others.length === 0 ? 'both' : 'all'} count until you decide`,
      ...(counting === undefined ? {} : { cause: causeOf(counting.lastSeenAt, enrolledAt) }),
      ours: { agent: agentId, host: hostId, name: hostName, enrolled: textOf(enrolledAt) },
      theirs: {
        host: claim?.hostId ?? null,
        name: known,
        matched,
        others: others.length === 0 ? null : others.join(', '),
        last: counting === undefined ? null : textOf(counting.lastSeenAt),
      },
    };
  });
}

/** Reports of both sides in one time are what a reinstalled machine cannot send. */
function causeOf(knownSeenAt: number, enrolledAt: number): string {
  return knownSeenAt > enrolledAt
    ? 'the known host has reported since: two machines run, or two agents on one'
    : 'the known host has not been heard of since: it may be the same machine';
}

export function findMergedReporting(merged: readonly MergedHosts[]): Finding[] {
  return merged.map(({ hostId, hostName, intoId, intoName, mergedAt, seenAt, otherSeenAt }) => ({
    ...base('merged-hosts-report', hostId, intoId),
    summary: `${hostName} (${hostId}) is merged into ${intoName}, and both have reported since: one of them is not counted`,
    ours: { host: hostId, name: hostName, merged: textOf(mergedAt), last: textOf(seenAt) },
    theirs: { host: intoId, name: intoName, last: textOf(otherSeenAt) },
  }));
}

export function findChainDoubts(doubts: readonly ChainDoubt[]): Finding[] {
  return doubts.map((doubt) => {
    const { agentId, hostId, hostName, times, lastAt } = doubt;
    const [kind, what] = wordsFor(doubt);
    return {
      ...base(kind, agentId, hostId),
      summary: `${hostName}: ${what}`,
      ours: { agent: agentId, times, last: textOf(lastAt) },
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

function textOf(at: number): string {
  return new Date(at).toISOString();
}

function base(kind: FindingKind, subject: string, hostId: string) {
  const { severity } = findingCatalog[kind];
  return { kind, key: `${kind}:${subject}`, severity, hostId, license: null };
}
