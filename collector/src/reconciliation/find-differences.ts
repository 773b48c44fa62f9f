import type { ScopeCoverage } from './aws-coverage.ts';
import type { ManagedInstance, SourceFreshness } from './aws-facts.ts';
import { findOwnDoubts } from './find-own-doubts.ts';
import { findRegistrationDifferences } from './find-registration-differences.ts';
import { findStaleSources } from './find-stale-sources.ts';
import type { Finding } from './finding.ts';
import type { FormerRegistration } from './former-registrations.ts';
import { type Judgement, judgementOf, type Unjudged } from './judgement.ts';
import type { ReconciledHost } from './reconciled-host.ts';

export interface DifferencesInput {
  readonly instances: readonly ManagedInstance[];
  /** Registrations behind which no machine is alive, by their id. */
  readonly superseded: ReadonlyMap<string, FormerRegistration>;
  readonly freshness: readonly SourceFreshness[];
  readonly coverage: readonly ScopeCoverage[];
}

/** Hosts come one after the other and are let go: a fleet of them takes more memory than all that is told of it. */
export interface FleetDifferences {
  /** Looks at a host, each once, and gives the managed instances that it is: with each of them it makes a pair to be compared. */
  addHost(host: ReconciledHost): readonly ManagedInstance[];
  /** What `comparePair` tells of a pair. */
  addPair(instance: ManagedInstance, found: readonly (Finding | Unjudged)[]): void;
  /** When every host was looked at: of hosts in the order they came, of managed instances in the order they are listed. */
  found(): Judgement;
}

/** Differences of the fleet from what Systems Manager lists and inventories. */
export function findDifferences(input: DifferencesInput): FleetDifferences {
  const { instances, freshness, coverage } = input;
  const registrations = findRegistrationDifferences(instances, input.superseded, coverage);
  const ownDoubts: Finding[] = [];
  const ofPairs = new Map<string, (Finding | Unjudged)[]>();
  return {
    addHost(host) {
      ownDoubts.push(...findOwnDoubts(host));
      return registrations.add(host);
    },
    addPair({ instanceId }, found) {
      const known = ofPairs.get(instanceId);
      if (known !== undefined) known.push(...found);
      else if (found.length > 0) ofPairs.set(instanceId, [...found]);
    },
    found() {
      const listed = new Set(instances.map(({ instanceId }) => instanceId));
      return judgementOf([
        ...registrations.found(),
        ...findStaleSources(freshness, coverage),
        ...ownDoubts,
        ...[...listed].flatMap((id) => ofPairs.get(id) ?? []),
      ]);
    },
  };
}
