import type { ConsumptionLine } from './consumption.ts';
import type { Fleet } from './fleet.ts';
import type { HostFacts } from './host-facts.ts';
import type { Completeness } from './position.ts';
import { inScope, restrictsNothing, type Scope } from './scope.ts';

interface Incomplete {
  readonly host: HostFacts;
  readonly gaps: readonly string[];
}

/** What a scope has of hosts, before any line is looked at. */
interface Inside {
  readonly hosts: number;
  readonly incomplete: ReadonlySet<string>;
  readonly gaps: ReadonlyMap<string, number>;
}

/**
 * For a scope and the lines counted in it: how many hosts are known whole, and what is missing of the others. `unreadSources`: where
 * more hosts and more consumption may be, in words; `mayBeSeveral`: hosts behind which two machines may be; `doubts`: what else of it
 * is not known, in words.
 */
export function createCompleteness(
  fleet: Fleet,
  unreadSources: readonly string[],
  mayBeSeveral: ReadonlySet<string>,
): (scope: Scope | null, lines: readonly ConsumptionLine[], doubts?: readonly string[]) => Completeness {
  const incomplete: Incomplete[] = [];
  for (const host of fleet.hosts.values()) {
    const gaps = gapsOf(host, mayBeSeveral.has(host.hostId));
    if (gaps.length > 0) incomplete.push({ host, gaps });
  }
  const everywhere = insideOf(fleet.hosts.size, incomplete);

  function inside(scope: Scope): Inside {
    let hosts = 0;
    for (const host of fleet.hosts.values()) if (inScope(host, scope)) hosts += 1;
    return insideOf(
      hosts,
      incomplete.filter(({ host }) => inScope(host, scope)),
    );
  }

  return (scope, lines, doubts = []) => {
    const isEverywhere = scope === null || restrictsNothing(scope);
    const own = isEverywhere ? everywhere : inside(scope);
    const ofLines = new Map<string, Set<string>>();
    const affected = new Set<string>();
    for (const line of lines) {
      const { hostId } = line;
      const reasons = reasonsOf(line);
      for (const reason of reasons) {
        const hostIds = ofLines.get(reason);
        if (hostIds === undefined) ofLines.set(reason, new Set([hostId]));
        else hostIds.add(hostId);
      }
      if (reasons.length === 0 || own.incomplete.has(hostId)) continue;
      const host = fleet.hosts.get(hostId);
      if (isEverywhere || (host !== undefined && inScope(host, scope))) affected.add(hostId);
    }
    const gaps = [
      ...[...own.gaps].map(([reason, hosts]) => ({ reason, hosts })),
      ...[...ofLines].map(([reason, hostIds]) => ({ reason, hosts: hostIds.size })),
    ];
    return {
      hosts: own.hosts,
      known: own.hosts - own.incomplete.size - affected.size,
      gaps: [
        ...gaps.toSorted(byReason),
        ...[...unreadSources, ...doubts].map((reason) => ({ reason, hosts: null })),
      ],
    };
  };
}

function insideOf(hosts: number, incomplete: readonly Incomplete[]): Inside {
  const counts = new Map<string, number>();
  for (const { gaps } of incomplete)
    for (const reason of gaps) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return { hosts, incomplete: new Set(incomplete.map(({ host }) => host.hostId)), gaps: counts };
}

function reasonsOf({ measurement, exemption }: ConsumptionLine): readonly string[] {
  const isDoubted = exemption?.claimedBy === 'aws' && !exemption.applied;
  if (measurement.kind === 'measured' && !isDoubted) return NO_GAPS;
  return [
    ...(measurement.kind === 'unmeasurable' ? measurement.missing.map((fact) => `${fact} unknown`) : []),
    ...(isDoubted ? ['may be counted in AWS too'] : []),
  ];
}

const NO_GAPS: readonly string[] = [];

function gapsOf(host: HostFacts, mayBeSeveral: boolean): readonly string[] {
  const withoutAgent = host.origin !== 'agent' && host.placement.kind !== 'hypervisor';
  const partly = !withoutAgent && !host.softwareComplete && host.origin === 'agent';
  if (!withoutAgent && !partly && !host.stale && !mayBeSeveral) return NO_GAPS;
  return [
    ...(withoutAgent ? ['no agent'] : []),
    ...(partly ? ['software not read whole'] : []),
    ...(host.stale ? ['not heard of lately'] : []),
    ...(mayBeSeveral ? ['may be two machines with one agent key'] : []),
  ];
}

function byReason(a: { readonly reason: string }, b: { readonly reason: string }): number {
  return a.reason < b.reason ? -1 : Number(a.reason > b.reason);
}
