import { AppError } from '../errors.ts';
import type { Catalog } from '../licensing/catalog.ts';
import { computePositions } from '../licensing/compute-positions.ts';
import { judgeEligibility } from '../licensing/eligibility.ts';
import type { HostFacts } from '../licensing/host-facts.ts';
import type { Installation } from '../licensing/installation.ts';
import type { License } from '../licensing/license.ts';
import type { Position } from '../licensing/position.ts';
import type { AnswerPosition } from './positions/answer-position.ts';
import type { PositionAnswer } from './positions/compute-position.ts';
import { UNKNOWN_TOPOLOGY } from './positions/topology-of.ts';
import type { LineDocument } from './reports/documents.ts';
import { findHost } from './reports/find-host.ts';
import { findPosition } from './reports/find-position.ts';
import { lineDocument } from './reports/line-document.ts';

/** A machine that does not exist yet, as far as its processors matter. */
export interface DescribedHost {
  readonly name: string;
  readonly kind: 'physical' | 'guest';
  /** Physical cores (a guest's: virtual cores) of each socket. */
  readonly socketCores: readonly number[];
  readonly threadsPerCore: 1 | 2;
  /** Where a guest will run: id or name of a known host. */
  readonly physicalHost?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface CheckRequest {
  /** Id or unique name of the license. */
  readonly license: string;
  readonly host: { readonly known: string } | { readonly described: DescribedHost };
  /** The product, where the license pays for several. */
  readonly product?: string | undefined;
  readonly edition?: string | undefined;
}

/**
 * fits: enough is owned even in the worst case. exceeds: more would be consumed than is owned. denied: the same under a hard
 * limit, or a rule of the license that the host breaks. unknown: it cannot be said, and `reasons` says why.
 */
export interface CheckDocument {
  readonly verdict: 'fits' | 'exceeds' | 'denied' | 'unknown';
  readonly reasons: readonly string[];
  readonly license: string;
  readonly product: string;
  readonly edition: string | null;
  readonly host: string;
  readonly owned: number | null;
  readonly hardLimit: boolean;
  readonly consumedBefore: number;
  readonly consumedAfter: number;
  readonly worstCaseAfter: number | null;
  readonly balanceAfter: number | null;
  /** How the host would be counted. */
  readonly lines: readonly LineDocument[];
}

export type CheckInstallation = (request: CheckRequest) => Promise<CheckDocument>;

const NOT_YET = 'to-be-installed';

/** Would installing a product on a host fit? What License Manager's hard limits cannot do for servers that it does not launch. */
export function createCheckInstallation(answer: AnswerPosition, catalog: Catalog): CheckInstallation {
  return async (request) => {
    const answered = await answer();
    const before = findPosition(answered, request.license);
    const { license } = before;
    const product = productOf(license, request);
    const installation = planned(product, request.edition ?? editionOf(license), answered.asked.at);
    const host = hostOf(answered, request.host);
    const withIt: HostFacts = { ...host, installations: [...host.installations, installation] };
    const others = [...answered.facts.values()].filter((one) => one.hostId !== host.hostId);
    const { configurations } = answered.aws;
    const report = computePositions({
      hosts: [...others, withIt],
      licenses: answered.licenses,
      catalog,
      at: answered.asked.at,
      configurations,
    });
    const after = report.positions.find((one) => one.license.id === license.id) ?? before;
    const hardLimit = configurations.some(
      (one) => license.configurations.includes(one.arn) && one.hardLimit === true,
    );
    const broken = license.eligibility
      .map((rule) => judgeEligibility(host, rule))
      .flatMap((outcome) => (outcome.kind === 'broken' ? [outcome.text] : []));
    const lines = after.onPremises.lines.filter((one) => one.hostId === host.hostId);
    return {
      ...verdictOf(before, after, hardLimit, broken, lines.length > 0),
      license: license.id,
      product,
      edition: installation.edition,
      host: host.name,
      owned: after.owned,
      hardLimit,
      consumedBefore: before.onPremises.total + (before.consumedInAws ?? 0),
      consumedAfter: after.onPremises.total + (after.consumedInAws ?? 0),
      worstCaseAfter: after.onPremises.worstCase,
      balanceAfter: after.balance,
      lines: lines.map((line) => lineDocument(line, license)),
    };
  };
}

function verdictOf(
  before: Position,
  after: Position,
  hardLimit: boolean,
  broken: readonly string[],
  counted: boolean,
): Pick<CheckDocument, 'verdict' | 'reasons'> {
  if (broken.length > 0) return { verdict: 'denied', reasons: broken };
  if (!counted)
    return {
      verdict: 'unknown',
      reasons: ['this license would not pay for it there: its products or its scope say otherwise'],
    };
  const { balance, worstCaseBalance, validity } = after;
  if (balance === null) return { verdict: 'unknown', reasons: ['nothing is recorded as owned'] };
  if (balance < 0) {
    const short = `${-balance} more than is owned${validity === 'valid' ? '' : ` (the license is ${validity})`}`;
    const already = (before.balance ?? 0) < 0 ? [`it was short by ${-(before.balance ?? 0)} already`] : [];
    return { verdict: hardLimit ? 'denied' : 'exceeds', reasons: [short, ...already] };
  }
  if (worstCaseBalance !== null && worstCaseBalance >= 0)
    return { verdict: 'fits', reasons: [`${balance} would be left`] };
  const unmeasured = `${after.onPremises.unmeasurable} lines cannot be measured`;
  return {
    verdict: 'unknown',
    reasons: [`${balance} would be left by what is measured, but ${unmeasured} and may owe more than that`],
  };
}

function productOf(license: License, { product }: CheckRequest): string {
  const products = license.selectors.flatMap((one) => (one.kind === 'associated' ? [] : (one.product ?? [])));
  const [only] = products;
  if (product !== undefined) {
    if (products.includes(product)) return product;
    throw new AppError(
      'bad-request',
      `${license.id} does not pay for "${product}"; it pays for: ${products.join(', ') || 'no product'}`,
    );
  }
  if (only !== undefined && new Set(products).size === 1) return only;
  throw new AppError(
    'bad-request',
    `${license.id} pays for ${products.join(', ') || 'no product'}: name the product`,
  );
}

/** The edition that the license is for, where it is for one. */
function editionOf(license: License): string | null {
  const editions = license.selectors.flatMap((one) => (one.kind === 'product' ? (one.editions ?? []) : []));
  return new Set(editions).size === 1 ? (editions[0] ?? null) : null;
}

function planned(product: string, edition: string | null, at: number): Installation {
  const evidence = {
    source: 'check',
    location: NOT_YET,
    text: `${product} ${edition ?? ''}`.trim(),
    seenAt: at,
  };
  return { product, edition, version: null, instance: NOT_YET, confidence: 'high', evidence: [evidence] };
}

function hostOf(answered: PositionAnswer, host: CheckRequest['host']): HostFacts {
  if ('known' in host) return findHost(answered, host.known);
  const { name, kind, socketCores, threadsPerCore, physicalHost, tags = {} } = host.described;
  const cores = socketCores.reduce((sum, one) => sum + one, 0);
  return {
    hostId: `described:${name}`,
    name,
    origin: 'import',
    topology: {
      ...UNKNOWN_TOPOLOGY,
      sockets: socketCores.length,
      cores,
      socketCores: socketCores.toSorted((a, b) => b - a),
      logicalProcessors: cores * threadsPerCore,
      smt: threadsPerCore > 1,
      virtual: kind === 'guest',
    },
    placement: {
      kind,
      hypervisor: null,
      cloud: null,
      physicalHostId: physicalHost === undefined ? null : findHost(answered, physicalHost).hostId,
      cluster: null,
    },
    memoryBytes: null,
    operatingSystem: { family: 'other', id: null, name: null, versionId: null, edition: null },
    installations: [],
    tags,
    managedInstanceIds: [],
    awsAccounts: [],
    lastSeenAt: answered.asked.at,
    stale: false,
    softwareComplete: true,
  };
}
