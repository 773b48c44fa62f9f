import type { Edition, Product } from './catalog.ts';
import type { HostClaim } from './claims.ts';
import type { HostFacts } from './host-facts.ts';
import type { Installation } from './installation.ts';
import type { License, Selector } from './license.ts';
import { inScope, restrictsNothing } from './scope.ts';

export interface Bidder {
  readonly license: License;
  readonly selector: Selector;
}

/** What comes of one product's installations, whatever host they are on. */
export interface Settlement {
  readonly claims: readonly { readonly license: string; readonly claim: Omit<HostClaim, 'host'> }[];
  /** Licensable installations that no license pays for. */
  readonly unpaid: readonly Installation[];
}

/** Settles one product on host after host. Hosts with the same list of installations before the same bidders are settled alike. */
export function createSettlement(
  product: Product | null,
  bidders: readonly Bidder[],
): (host: HostFacts, installations: readonly Installation[]) => Settlement {
  const scoped = bidders.filter(({ license }) => !restrictsNothing(license.scope));
  const known = new Map<string, Map<readonly Installation[], Settlement>>();
  return (host, installations) => {
    const outside =
      scoped.length === 0 ? scoped : scoped.filter(({ license }) => !inScope(host, license.scope));
    const key = outside.length === 0 ? '' : outside.map((one) => bidders.indexOf(one)).join(' ');
    let alike = known.get(key);
    if (alike === undefined) {
      alike = new Map();
      known.set(key, alike);
    }
    let settlement = alike.get(installations);
    if (settlement === undefined) {
      const local = bidders.filter((one) => !outside.includes(one));
      settlement = settle(installations, product, local);
      alike.set(installations, settlement);
    }
    return settlement;
  };
}

/**
 * One product on one host, before the licenses in whose scope it is. Each installation is paid by the first license that fits it. Of several paid installations the
 * highest edition pays for the host and supersedes the others, unless the product owes for each edition.
 */
function settle(
  installations: readonly Installation[],
  product: Product | null,
  local: readonly Bidder[],
): Settlement {
  const editions = new Map(product?.editions.map((one) => [one.id, one]) ?? []);
  const owing = installations.filter((one) => isLicensable(one, editions));
  const certain: Installation[] = [];
  const doubtful: Installation[] = [];
  const paid: Paid[] = [];
  for (const installation of owing) {
    const isCertain =
      installation.edition !== null || editions.size === 0 || isCertainWithoutEdition(editions, local);
    const payer = isCertain ? local.find(({ selector }) => fits(installation, selector)) : undefined;
    if (payer !== undefined) paid.push({ installation, license: payer.license });
    // Its edition or version may yet turn out to be one that a license pays for.
    const mayBePaid = payer === undefined && local.some(({ selector }) => mayFit(installation, selector));
    if (mayBePaid || !isCertain) doubtful.push(installation);
    else certain.push(installation);
  }
  const free = installations.filter((one) => !owing.includes(one));
  const isPaid = (one: Installation): boolean => paid.some(({ installation }) => installation === one);
  const unpaid = certain.filter((one) => !isPaid(one));
  const highest = product?.highestEditionOnly === false ? null : highestOf(paid, editions);
  const claims = new Map<string, Omit<HostClaim, 'host'>>();
  const notes = notesOf(installations, editions);
  for (const { license, selector } of local) {
    if (claims.has(license.id)) continue;
    const own = paid.filter((one) => one.license === license).map((one) => one.installation);
    const fitting = certain.filter((one) => fits(one, selector));
    const base = { paidBy: null, notes };
    if (own.length > 0 && (highest === null || highest.license === license))
      claims.set(license.id, { ...base, installations: own, state: 'counted' });
    else if (own.length > 0 && highest !== null)
      claims.set(license.id, {
        ...base,
        installations: own,
        state: 'superseded',
        paidBy: highest.license.id,
      });
    else if (
      doubtful.some((one) => mayFit(one, selector)) &&
      !isTopEdition(highest?.installation.edition ?? null, editions)
    )
      claims.set(license.id, {
        ...base,
        installations: doubtful.filter((one) => mayFit(one, selector)),
        state: 'doubtful',
      });
    else if (fitting.length > 0)
      claims.set(license.id, {
        ...base,
        installations: fitting,
        state: 'allocated-elsewhere',
        paidBy: paid.find((one) => fitting.includes(one.installation))?.license.id ?? null,
      });
  }
  const first = local[0];
  if (free.length > 0 && first !== undefined && !claims.has(first.license.id))
    claims.set(first.license.id, { installations: free, state: 'free', paidBy: null, notes });
  const orphaned =
    doubtful.length > 0 && !local.some(({ selector }) => doubtful.some((one) => mayFit(one, selector)));
  return {
    claims: [...claims].map(([license, claim]) => ({ license, claim })),
    unpaid: orphaned ? [...unpaid, ...doubtful] : unpaid,
  };
}

function isLicensable(installation: Installation, editions: ReadonlyMap<string, Edition>): boolean {
  if (installation.edition === null)
    return editions.size === 0 || [...editions.values()].some((one) => one.licensable);
  return editions.get(installation.edition)?.licensable ?? true;
}

/** The edition does not matter where every edition owes and the first license takes any of them. */
function isCertainWithoutEdition(editions: ReadonlyMap<string, Edition>, local: readonly Bidder[]): boolean {
  const [first] = local;
  return (
    first?.selector.kind === 'product' &&
    first.selector.editions === null &&
    [...editions.values()].every((one) => one.licensable)
  );
}

function fits(installation: Installation, selector: Selector): boolean {
  if (selector.kind !== 'product') return false;
  const { editions } = selector;
  const edition =
    editions === null || (installation.edition !== null && editions.includes(installation.edition));
  return edition && fitsVersion(installation.version, selector.versions) === true;
}

/** Whether it may turn out to fit, once its edition or version is known. */
export function mayFit(installation: Installation, selector: Selector): boolean {
  if (selector.kind !== 'product') return false;
  const edition =
    selector.editions === null ||
    installation.edition === null ||
    selector.editions.includes(installation.edition);
  return edition && fitsVersion(installation.version, selector.versions) !== false;
}

/** Dotted prefixes: `19` fits `19.3` and not `190`. null: the version is unknown. */
function fitsVersion(version: string | null, wanted: readonly string[] | null): boolean | null {
  if (wanted === null) return true;
  if (version === null) return null;
  return wanted.some((prefix) => version === prefix || version.startsWith(`${prefix}.`));
}

interface Paid {
  readonly installation: Installation;
  readonly license: License;
}

function highestOf(paid: readonly Paid[], editions: ReadonlyMap<string, Edition>): Paid | null {
  return paid.reduce<Paid | null>((best, one) => {
    if (best === null) return one;
    const order =
      rankOf(one, editions) - rankOf(best, editions) || newer(one.installation, best.installation);
    return order > 0 ? one : best;
  }, null);
}

function rankOf({ installation }: Paid, editions: ReadonlyMap<string, Edition>): number {
  return installation.edition === null ? 0 : (editions.get(installation.edition)?.rank ?? 0);
}

function newer(a: Installation, b: Installation): number {
  const main = (one: Installation): number => Number(/^\d+/.exec(one.version ?? '')?.[0] ?? 0);
  return main(a) - main(b);
}

function isTopEdition(edition: string | null, editions: ReadonlyMap<string, Edition>): boolean {
  if (edition === null) return false;
  const rank = editions.get(edition)?.rank ?? 0;
  return [...editions.values()].every((one) => one.rank <= rank);
}

function notesOf(
  installations: readonly Installation[],
  editions: ReadonlyMap<string, Edition>,
): readonly string[] {
  const policies = installations.flatMap((one) => {
    const edition = one.edition === null ? undefined : editions.get(one.edition);
    return edition?.policy === undefined ? [] : [`${edition.name}: ${edition.policy}`];
  });
  return policies.length === 0 ? policies : [...new Set(policies)];
}
