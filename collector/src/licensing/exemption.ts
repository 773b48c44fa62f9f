import type { HostFacts } from './host-facts.ts';
import { type HostGroup, hasTags, isInGroup, type TagCondition } from './scope.ts';

export type ExemptionKind = 'passive-failover' | 'development' | 'excluded';

/** An exemption by licenses.yaml: hosts by name, id, group or tag, with the reason that an auditor will ask for. */
export interface ExemptionRule {
  readonly kind: ExemptionKind;
  readonly hosts: readonly string[] | null;
  readonly groups: readonly HostGroup[] | null;
  readonly tags: TagCondition | null;
  readonly reason: string;
  /** Epoch ms after which it no longer holds; null: as long as the reason does. */
  readonly expiresAt: number | null;
  /** `aws`: License Manager counts the host for the license already. */
  readonly claimedBy?: 'aws';
  /** What keeps it from being certain: the host counts. */
  readonly doubt?: string;
}

/** What was claimed for a host. `applied` false: it still counts, and `problem` says why. */
export interface Exemption {
  readonly kind: ExemptionKind;
  readonly reason: string;
  readonly expiresAt: number | null;
  readonly claimedBy: 'licenses-file' | 'host-tag' | 'aws';
  readonly applied: boolean;
  readonly problem: string | null;
}

export const EXEMPTION_TAGS = {
  failover: 'coreledger:failover',
  environment: 'coreledger:environment',
  excluded: 'coreledger:excluded',
  excludedUntil: 'coreledger:excluded-until',
} as const;

/** The first exemption that applies, else the first that was claimed in vain, else null. */
export function exemptionOf(
  host: HostFacts,
  rules: readonly ExemptionRule[],
  tagKinds: readonly ExemptionKind[],
  at: number,
): Exemption | null {
  if (rules.length === 0 && tagKinds.length === 0) return null;
  const claims = [
    ...rules.flatMap((rule) => claimByRule(host, rule, at)),
    ...claimsByTag(host, tagKinds, at),
  ];
  return claims.find((claim) => claim.applied) ?? claims[0] ?? null;
}

function claimByRule(host: HostFacts, rule: ExemptionRule, at: number): Exemption[] {
  const named = rule.hosts?.some((one) => one === host.hostId || one === host.name) ?? false;
  const tagged = rule.tags !== null && hasTags(host, rule.tags);
  const grouped = rule.groups?.some((group) => isInGroup(host, group)) ?? false;
  if (!named && !tagged && !grouped) return [];
  const problem = rule.expiresAt !== null && rule.expiresAt <= at ? 'expired' : (rule.doubt ?? null);
  return [
    {
      kind: rule.kind,
      reason: rule.reason,
      expiresAt: rule.expiresAt,
      claimedBy: rule.claimedBy ?? 'licenses-file',
      applied: problem === null,
      problem,
    },
  ];
}

function claimsByTag(host: HostFacts, kinds: readonly ExemptionKind[], at: number): Exemption[] {
  const { tags } = host;
  const found: Exemption[] = [];
  const claim = (
    kind: ExemptionKind,
    reason: string,
    expiresAt: number | null,
    fault: string | null,
  ): void => {
    const refused = kinds.includes(kind) ? fault : `the license does not grant ${kind} by host tag`;
    found.push({
      kind,
      reason,
      expiresAt,
      claimedBy: 'host-tag',
      applied: refused === null,
      problem: refused,
    });
  };
  if (tags[EXEMPTION_TAGS.failover] === 'passive')
    claim('passive-failover', `${EXEMPTION_TAGS.failover}=passive`, null, null);
  if (tags[EXEMPTION_TAGS.environment] === 'development')
    claim('development', `${EXEMPTION_TAGS.environment}=development`, null, null);
  const reason = tags[EXEMPTION_TAGS.excluded];
  if (reason !== undefined) {
    const until = Date.parse(tags[EXEMPTION_TAGS.excludedUntil] ?? '');
    const expiresAt = Number.isNaN(until) ? null : until;
    claim('excluded', reason, expiresAt, exclusionFault(reason, expiresAt, at));
  }
  return found;
}

function exclusionFault(reason: string, expiresAt: number | null, at: number): string | null {
  if (reason.trim() === '') return 'no reason given';
  if (expiresAt === null) return `no expiry: set ${EXEMPTION_TAGS.excludedUntil} to a date`;
  return expiresAt <= at ? 'expired' : null;
}
