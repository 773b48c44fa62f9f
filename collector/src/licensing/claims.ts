import { createSettlement } from './allocation.ts';
import type { Catalog } from './catalog.ts';
import { compareText } from './compare-text.ts';
import type { HostFacts } from './host-facts.ts';
import type { Installation } from './installation.ts';
import type { License } from './license.ts';
import { claimTitles, createPayments } from './title-claims.ts';

/** What a license has to do with one host, before measuring. */
export interface HostClaim {
  readonly host: HostFacts;
  readonly installations: readonly Installation[];
  readonly state: 'counted' | 'doubtful' | 'free' | 'superseded' | 'allocated-elsewhere';
  readonly paidBy: string | null;
  readonly notes: readonly string[];
}

export interface Claims {
  readonly byLicense: ReadonlyMap<string, ReadonlyMap<string, HostClaim>>;
  readonly unlicensed: readonly {
    readonly product: string;
    readonly edition: string | null;
    readonly hostId: string;
  }[];
}

/** Decides for every product on every host which license pays, product by product. Depends on no order but the licenses' own (see `precedes`). */
export function* claimHosts(
  hosts: readonly HostFacts[],
  licenses: readonly License[],
  catalog: Catalog,
): Generator<void, Claims> {
  const byLicense = new Map<string, Map<string, HostClaim>>(licenses.map((one) => [one.id, new Map()]));
  const ordered = licenses.toSorted(precedes);
  const index = indexByProduct(hosts);
  const unpaid: { installation: Installation; hostId: string }[] = [];
  const payments = createPayments(hostsWithFilteredTitles(licenses, index));
  const add = (license: string, claim: HostClaim): void => {
    payments.pay(license, claim);
    const claims = byLicense.get(license);
    claims?.set(claim.host.hostId, mergeClaims(claims.get(claim.host.hostId), claim));
  };
  for (const [productId, found] of index) {
    yield;
    const product = catalog.products.get(productId) ?? null;
    const bidders = ordered.flatMap((license) =>
      license.selectors
        .filter((selector) => selector.kind === 'product' && selector.product === productId)
        .map((selector) => ({ license, selector })),
    );
    if (bidders.length === 0 && product === null) continue;
    const settlementOf = createSettlement(product, bidders);
    for (const { host, installations } of found) {
      const settled = settlementOf(host, installations);
      for (const { license, claim } of settled.claims) {
        const { installations: own, state, paidBy, notes } = claim;
        add(license, { host, installations: own, state, paidBy, notes });
      }
      for (const installation of settled.unpaid) unpaid.push({ installation, hostId: host.hostId });
    }
  }
  for (const license of ordered)
    for (const claim of claimTitles(license, hosts, index, payments)) add(license.id, claim);
  const unlicensed = unpaid
    .filter(({ hostId, installation }) => payments.payerOf(hostId, installation) === null)
    .map(({ hostId, installation: { product, edition } }) => ({ product, edition, hostId }));
  return { byLicense, unlicensed };
}

function hostsWithFilteredTitles(
  licenses: readonly License[],
  index: ReadonlyMap<string, readonly Found[]>,
): Set<string> {
  const products = licenses.flatMap(({ selectors }) =>
    selectors.flatMap((one) => (one.kind === 'titles' && one.product !== null ? [one.product] : [])),
  );
  return new Set(products.flatMap((one) => (index.get(one) ?? []).map(({ host }) => host.hostId)));
}

/** Explicit priority first, then the narrower selector, then the id: never the order in which licenses were read. */
function precedes(a: License, b: License): number {
  return a.priority - b.priority || narrowness(b) - narrowness(a) || compareText(a.id, b.id);
}

function narrowness(license: License): number {
  const selector = license.selectors.find((one) => one.kind === 'product');
  const { tags, hosts, groups, accounts, clusters, excludedTags } = license.scope;
  const restrictions = [
    tags,
    hosts,
    groups,
    accounts,
    clusters,
    excludedTags,
    selector?.editions,
    selector?.versions,
  ];
  return restrictions.filter((one) => one !== null && one !== undefined).length;
}

export interface Found {
  readonly host: HostFacts;
  /** The same list on all hosts that have the same installations. */
  readonly installations: readonly Installation[];
}

function indexByProduct(hosts: Iterable<HostFacts>): Map<string, Found[]> {
  const index = new Map<string, Found[]>();
  const products = new Map<readonly Installation[], ReadonlyMap<string, readonly Installation[]>>();
  for (const host of hosts) {
    if (host.installations.length === 0) continue;
    let byProduct = products.get(host.installations);
    if (byProduct === undefined) {
      byProduct = Map.groupBy(host.installations, ({ product }) => product);
      products.set(host.installations, byProduct);
    }
    for (const [product, installations] of byProduct) {
      const found = index.get(product);
      if (found === undefined) index.set(product, [{ host, installations }]);
      else found.push({ host, installations });
    }
  }
  return index;
}

const STRENGTH: readonly HostClaim['state'][] = [
  'free',
  'allocated-elsewhere',
  'superseded',
  'doubtful',
  'counted',
];

/** A license with several selectors has one claim on a host: the strongest, with the installations of all that agree. */
function mergeClaims(before: HostClaim | undefined, claim: HostClaim): HostClaim {
  if (before === undefined) return claim;
  const order = STRENGTH.indexOf(claim.state) - STRENGTH.indexOf(before.state);
  if (order !== 0) return order > 0 ? claim : before;
  const added = claim.installations.filter((one) => !before.installations.includes(one));
  return {
    ...before,
    installations: [...before.installations, ...added],
    notes: [...before.notes, ...claim.notes],
  };
}
