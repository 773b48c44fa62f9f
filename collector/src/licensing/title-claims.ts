import type { Found, HostClaim } from './claims.ts';
import type { HostFacts } from './host-facts.ts';
import type { EvidenceLink, Installation } from './installation.ts';
import type { License } from './license.ts';
import { inScope, meetsCondition } from './scope.ts';

/** Which license pays for a piece of evidence on a host: the same title is not paid for twice. */
export interface Payments {
  readonly payerOf: (hostId: string, installation: Installation) => string | null;
  readonly pay: (license: string, claim: HostClaim) => void;
}

/** Remembers payments on the given hosts alone: only there can two licenses meet over one title. */
export function createPayments(hostIds: ReadonlySet<string>): Payments {
  const payers = new Map<string, Map<string, string>>();
  return {
    payerOf: (hostId, { evidence }) => {
      const paid = payers.get(hostId);
      if (paid === undefined) return null;
      return evidence.map((one) => paid.get(keyOf(one))).find((one) => one !== undefined) ?? null;
    },
    pay: (license, { host: { hostId }, state, installations }) => {
      if (state !== 'counted' || !hostIds.has(hostId)) return;
      let paid = payers.get(hostId);
      if (paid === undefined) {
        paid = new Map();
        payers.set(hostId, paid);
      }
      for (const key of installations.flatMap(({ evidence }) => evidence.map(keyOf)))
        if (!paid.has(key)) paid.set(key, license);
    },
  };
}

function keyOf({ source, location, text }: EvidenceLink): string {
  return `${source}\u0000${location}\u0000${text}`;
}

/**
 * Claims by License Manager's filters and associations: they select hosts or titles, and know no editions. A title for which
 * another license pays already is allocated there; an association speaks of the host, whatever is installed.
 */
export function claimTitles(
  license: License,
  hosts: readonly HostFacts[],
  index: ReadonlyMap<string, readonly Found[]>,
  payments: Payments,
): HostClaim[] {
  return license.selectors.flatMap((selector): HostClaim[] => {
    if (selector.kind === 'associated')
      return hosts
        .filter((host) => host.managedInstanceIds.some((id) => selector.managedInstanceIds.has(id)))
        .filter((host) => inScope(host, license.scope))
        .map((host) => counted(host, []));
    if (selector.kind !== 'titles') return [];
    const isSelected = (host: HostFacts): boolean =>
      meetsCondition(host, selector.host) && inScope(host, license.scope);
    if (selector.product === null) return hosts.filter(isSelected).map((host) => counted(host, []));
    return (index.get(selector.product) ?? [])
      .filter(({ host }) => isSelected(host))
      .map((found) => settle(found, payments));
  });
}

function counted(host: HostFacts, installations: readonly Installation[]): HostClaim {
  return { host, installations, state: 'counted', paidBy: null, notes: [] };
}

function settle({ host, installations }: Found, payments: Payments): HostClaim {
  const payers = installations.map((one) => payments.payerOf(host.hostId, one));
  const own = installations.filter((_, index) => payers[index] === null);
  if (own.length > 0) return counted(host, own);
  return { host, installations, state: 'allocated-elsewhere', paidBy: payers[0] ?? null, notes: [] };
}
