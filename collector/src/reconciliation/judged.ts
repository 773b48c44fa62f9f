import type { SourceFreshness } from './aws-facts.ts';
import type { Finding, FindingKind } from './finding.ts';

/** Kinds that rest on what AWS lists, or does not list: a failed read must neither open nor resolve them. */
const RESTS_ON_AWS: ReadonlySet<FindingKind> = new Set([
  'agent-missing',
  'not-managed-by-ssm',
  'stale-ssm',
  'socket-count-differs',
  'core-count-differs',
  'logical-processor-count-differs',
  'software-only-in-ssm',
  'software-only-in-agent',
  'installed-not-associated',
  'associated-not-installed',
  'rule-violation',
  'rule-unrecognized',
  'license-unbound',
  'license-expired',
  're-registered',
]);

/** Whether the absence of a finding means that it is gone: not while any AWS source is stale, for kinds that rest on AWS. */
export function judgedWith(freshness: readonly SourceFreshness[]): (finding: Finding) => boolean {
  const stale = freshness.some(({ staleSince }) => staleSince !== null);
  return (finding) => !stale || !RESTS_ON_AWS.has(finding.kind);
}
