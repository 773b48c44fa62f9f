import type { ConsumptionLine } from './consumption.ts';
import type { HostFacts } from './host-facts.ts';
import type { Completeness } from './position.ts';
import { EVERYWHERE, inScope, type Scope } from './scope.ts';

/**
 * For a scope and the lines counted in it: how many hosts are known whole, and what is missing of the others. `unreadSources`: where
 * more hosts and more consumption may be, in words; `doubts`: what else of it is not known, in words.
 */
export function createCompleteness(
  hosts: readonly HostFacts[],
  unreadSources: readonly string[],
): (scope: Scope | null, lines: readonly ConsumptionLine[], doubts?: readonly string[]) => Completeness {
  const gapsOfHost = new Map(hosts.map((host) => [host.hostId, hostGaps(host)]));
  const incomplete = hosts.filter((host) => gapsOfHost.get(host.hostId)?.length !== 0);
  return (scope, lines, doubts = []) => {
    const everywhere = scope === null || scope === EVERYWHERE;
    const inside = everywhere ? hosts.length : hosts.filter((host) => inScope(host, scope)).length;
    const gaps = new Map<string, Set<string>>();
    const add = (reason: string, hostId: string): void => {
      const known = gaps.get(reason);
      if (known === undefined) gaps.set(reason, new Set([hostId]));
      else known.add(hostId);
    };
    for (const host of incomplete)
      if (everywhere || inScope(host, scope))
        for (const reason of gapsOfHost.get(host.hostId) ?? []) add(reason, host.hostId);
    for (const { measurement, hostId, exemption } of lines) {
      if (measurement.kind === 'unmeasurable')
        for (const fact of measurement.missing) add(`${fact} unknown`, hostId);
      if (exemption?.claimedBy === 'aws' && !exemption.applied) add('may be counted in AWS too', hostId);
    }
    const affected = new Set([...gaps.values()].flatMap((ids) => [...ids]));
    return {
      hosts: inside,
      known: inside - [...affected].filter((id) => everywhere || isInside(id)).length,
      gaps: [
        ...[...gaps].map(([reason, ids]) => ({ reason, hosts: ids.size })).toSorted(byReason),
        ...[...unreadSources, ...doubts].map((reason) => ({ reason, hosts: null })),
      ],
    };

    function isInside(hostId: string): boolean {
      const host = hosts.find((one) => one.hostId === hostId);
      return host !== undefined && scope !== null && inScope(host, scope);
    }
  };
}

function hostGaps(host: HostFacts): readonly string[] {
  const gaps: string[] = [];
  if (host.origin !== 'agent' && host.placement.kind !== 'hypervisor') gaps.push('no agent');
  else if (!host.softwareComplete && host.origin === 'agent') gaps.push('software not read whole');
  if (host.stale) gaps.push('not heard of lately');
  return gaps;
}

function byReason(a: { readonly reason: string }, b: { readonly reason: string }): number {
  return a.reason < b.reason ? -1 : Number(a.reason > b.reason);
}
