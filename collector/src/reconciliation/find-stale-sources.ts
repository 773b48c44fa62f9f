import type { ScopeCoverage } from './aws-coverage.ts';
import type { SourceFreshness } from './aws-facts.ts';
import type { Finding } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';
import { isoOf } from './host-finding.ts';

/** What of AWS is old, and sources that never answered, of which there is nothing to be old. */
export function findStaleSources(
  freshness: readonly SourceFreshness[],
  coverage: readonly ScopeCoverage[],
): Finding[] {
  return [
    ...freshness.flatMap(({ account, region, kind, staleSince, error }) =>
      staleSince === null
        ? []
        : [
            stale(
              `${account}:${region}:${kind}`,
              `${kind} of ${account} ${region}: stale since ${isoOf(staleSince)}`,
              { staleSince: isoOf(staleSince), error },
            ),
          ],
    ),
    ...coverage.flatMap(({ source, region, account, failure }) =>
      failure === null || account !== null
        ? []
        : [
            stale(
              `${source}:${region}`,
              `${source} ${region} was never read; asked in vain since ${isoOf(failure.since)}`,
              { staleSince: isoOf(failure.since), error: failure.error },
            ),
          ],
    ),
  ];
}

function stale(subject: string, summary: string, theirs: Finding['theirs']): Finding {
  return {
    kind: 'source-stale',
    key: `source-stale:${subject}`,
    severity: findingCatalog['source-stale'].severity,
    hostId: null,
    license: null,
    summary,
    ours: {},
    theirs,
  };
}
