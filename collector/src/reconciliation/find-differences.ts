import type { ScopeCoverage } from './aws-coverage.ts';
import type { SourceFreshness } from './aws-facts.ts';
import { findOwnDoubts } from './find-own-doubts.ts';
import { findRegistrationDifferences } from './find-registration-differences.ts';
import { findStaleSources } from './find-stale-sources.ts';
import type { Finding } from './finding.ts';
import type { Unjudged } from './judgement.ts';
import type { Matching } from './match-hosts.ts';
import type { ReconciledHost } from './reconciled-host.ts';

export interface DifferencesInput {
  readonly hosts: readonly ReconciledHost[];
  readonly matching: Matching;
  readonly freshness: readonly SourceFreshness[];
  readonly coverage: readonly ScopeCoverage[];
}

/** Differences of the fleet from Systems Manager's list; what its inventory says host by host is for `comparePair`. */
export function findDifferences({
  hosts,
  matching,
  freshness,
  coverage,
}: DifferencesInput): (Finding | Unjudged)[] {
  return [
    ...findRegistrationDifferences(matching, coverage),
    ...findStaleSources(freshness, coverage),
    ...hosts.flatMap(findOwnDoubts),
  ];
}
