import type { ScopeCoverage } from '../../../collector/src/reconciliation/aws-coverage.ts';
import type { InventoryItem, ManagedInstance } from '../../../collector/src/reconciliation/aws-facts.ts';
import { comparePair } from '../../../collector/src/reconciliation/compare-pair.ts';
import { findDifferences } from '../../../collector/src/reconciliation/find-differences.ts';
import type { Judgement } from '../../../collector/src/reconciliation/judgement.ts';
import type { HostState, ReconciledHost } from '../../../collector/src/reconciliation/reconciled-host.ts';
import { AT, DAY, managedInstance, reconciledHost, scopeCoverage } from './build.ts';

export const DETAIL = 'AWS:InstanceDetailedInformation';
export const APPLICATION = 'AWS:Application';

export type Past = (hostId: string, instant: number) => HostState | undefined;

interface Given {
  readonly hosts: readonly ReconciledHost[];
  readonly instances: readonly ManagedInstance[];
  readonly coverage: readonly ScopeCoverage[];
}

/** What is told of hosts and registrations side by side; `past` is what a host was at an instant. */
export function judge(
  change: Partial<Given>,
  inventory: readonly InventoryItem[] = [],
  past: Past = () => undefined,
): Judgement {
  const given: Given = {
    hosts: [reconciledHost()],
    instances: [managedInstance()],
    coverage: [scopeCoverage()],
    ...change,
  };
  const { hosts, instances, coverage } = given;
  const found = findDifferences({ instances, superseded: new Map(), coverage, freshness: [] });
  const captures = inventory.map((item, contentNo) => ({ ...item, contentNo }));
  for (const host of hosts)
    for (const instance of found.addHost(host))
      found.addPair(
        instance,
        comparePair(
          {
            host,
            instance,
            captures: captures.filter(({ instanceId }) => instanceId === instance.instanceId),
            entriesOf: (contentNo) => captures[contentNo]?.entries ?? [],
            at: AT,
            ssmStaleAfterMs: 2 * DAY,
          },
          (instant) => past(host.hostId, instant),
        ),
      );
  return found.found();
}

export function differences(...given: Parameters<typeof judge>) {
  return judge(...given).findings;
}

export function kinds(found: readonly { readonly kind: string }[]): string[] {
  return found.map(({ kind }) => kind).toSorted();
}
