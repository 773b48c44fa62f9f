import type { Catalog, Metric, MetricVersion, SwitchValues, TableVersion } from './catalog.ts';
import type { HostClaim } from './claims.ts';
import { compareText } from './compare-text.ts';
import { type Consumption, type ConsumptionLine, type LineState, totalLines } from './consumption.ts';
import { type Exemption, exemptionOf } from './exemption.ts';
import type { Fleet } from './fleet.ts';
import type { Confidence, Installation } from './installation.ts';
import type { License } from './license.ts';
import type { Measurement } from './measurement.ts';
import {
  type MetricCode,
  measured,
  type RuleReference,
  type Share,
  unmeasurable,
  upperBound,
} from './metrics/metric-function.ts';
import { metricRegistry } from './metrics/registry.ts';
import { sharing } from './sharing.ts';

/** The version of a metric in effect, with its code and switches resolved. */
export interface MetricInEffect {
  readonly metric: Metric;
  readonly version: MetricVersion;
  readonly code: MetricCode;
  readonly switches: SwitchValues;
  readonly rule: RuleReference;
}

export function metricInEffect(license: License, catalog: Catalog, at: number): MetricInEffect | null {
  const metric = catalog.metrics.get(license.metric);
  const version = metric?.versions.find((one) => isInEffect(one, at));
  const code = version === undefined ? undefined : metricRegistry.get(version.function);
  if (metric === undefined || version === undefined || code === undefined) return null;
  const own = Object.entries(code.switches).map(([name, values]) => [name, values[0] ?? '']);
  const defaults = Object.fromEntries([...own, ...version.switches.map((one) => [one.name, one.default])]);
  const chosen = Object.entries(license.switches).filter(([name, value]) =>
    version.switches.some((one) => one.name === name && one.values.includes(value)),
  );
  const switches = { ...defaults, ...Object.fromEntries(chosen) };
  const rule = { rule: metric.id, effectiveFrom: version.effectiveFrom, source: version.provenance.source };
  return { metric, version, code, switches, rule };
}

export function isInEffect(
  version: { readonly effectiveFrom: string; readonly effectiveTo: string | null },
  at: number,
): boolean {
  const date = new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return version.effectiveFrom <= date && (version.effectiveTo === null || date < version.effectiveTo);
}

export interface MeasureContext {
  readonly catalog: Catalog;
  readonly fleet: Fleet;
  readonly at: number;
}

/** What a license's claims come to under a metric, before lines are made of it. */
export interface MeasuredClaims {
  readonly counted: readonly Share[];
  readonly doubtful: readonly Share[];
  /** Those that owe nothing, and why. */
  readonly free: readonly {
    readonly claim: HostClaim;
    readonly state: LineState;
    readonly exemption: Exemption | null;
  }[];
}

export function measureClaims(
  license: License,
  metric: MetricInEffect | null,
  claims: ReadonlyMap<string, HostClaim>,
  context: MeasureContext,
): MeasuredClaims {
  const counted: HostClaim[] = [];
  const doubtful: HostClaim[] = [];
  const free: MeasuredClaims['free'][number][] = [];
  for (const claim of claims.values()) {
    const owes = claim.state === 'counted' || claim.state === 'doubtful';
    const exemption = owes
      ? exemptionOf(claim.host, license.exemptions, license.exemptionTags, context.at)
      : null;
    if (exemption?.applied === true) free.push({ claim, state: 'exempt', exemption });
    else if (claim.state === 'counted') counted.push(claim);
    else if (claim.state === 'doubtful') doubtful.push(claim);
    else free.push({ claim, state: claim.state, exemption: null });
  }
  return {
    counted: sharesOf(license, counted, metric, context),
    doubtful: sharesOf(license, doubtful, metric, context),
    free,
  };
}

/** The sums of the lines alone. */
export function measureTotals(
  license: License,
  metric: MetricInEffect,
  claims: ReadonlyMap<string, HostClaim>,
  context: MeasureContext,
): Omit<Consumption, 'lines'> {
  const { counted, doubtful } = measureClaims(license, metric, claims, context);
  return totalLines([
    ...counted,
    ...doubtful.map(({ measurement }) => ({ measurement: inDoubt(measurement) })),
  ]);
}

/** The lines of one license: what its claims owe under its metric, and everything beside that explains the sum. */
export function linesOf(
  license: License,
  metric: MetricInEffect | null,
  claims: ReadonlyMap<string, HostClaim>,
  { counted, doubtful, free }: MeasuredClaims,
  at: number,
): ConsumptionLine[] {
  // Hosts that are built alike have one derivation, those with the same installations one list of evidence.
  const shared = sharing<Measurement>();
  const proof = createProof();
  return [
    ...free.map(({ claim, state, exemption }) =>
      zeroLine(license, claim, state, metric, exemption, shared, proof),
    ),
    ...counted.map((share) =>
      shareLine(license, share, claims, 'counted', shared(share.measurement), at, proof),
    ),
    ...doubtful.map((share) =>
      shareLine(license, share, claims, 'doubtful', shared(inDoubt(share.measurement)), at, proof),
    ),
  ];
}

function sharesOf(
  license: License,
  claims: readonly HostClaim[],
  metric: MetricInEffect | null,
  context: MeasureContext,
): readonly Share[] {
  if (claims.length === 0) return [];
  const licensed = claims.toSorted((a, b) => compareText(a.host.hostId, b.host.hostId));
  if (metric === null) {
    const rule = { rule: 'unknown', effectiveFrom: '', source: '' };
    const measurement = unmeasurable(
      rule,
      ['metric'],
      null,
      [],
      'no metric is known for this license at this date',
    );
    return licensed.map(({ host }) => ({ host, measurement, coveredBy: null }));
  }
  return metric.code.measure({
    licensed,
    fleet: context.fleet,
    rule: metric.rule,
    parameters: metric.version.parameters,
    switches: metric.switches,
    figures: license.figures,
    table: (id) => tableInEffect(context.catalog, id, context.at),
    at: context.at,
  });
}

function tableInEffect(catalog: Catalog, id: string, at: number): TableVersion | null {
  return catalog.tables.get(id)?.versions.find((one) => isInEffect(one, at)) ?? null;
}

/** It owes this if its edition turns out to be one that this license pays for. */
function inDoubt(measurement: Measurement): Measurement {
  const { steps, line, ...rule } = measurement.derivation;
  const bound = upperBound(measurement);
  const missing = measurement.kind === 'unmeasurable' ? measurement.missing : [];
  return unmeasurable(rule, ['edition', ...missing], bound, steps, `edition unknown; if it counts: ${line}`);
}

function shareLine(
  license: License,
  share: Share,
  claims: ReadonlyMap<string, HostClaim>,
  state: 'counted' | 'doubtful',
  measurement: Measurement,
  at: number,
  proof: Proof,
): ConsumptionLine {
  const { host, coveredBy } = share;
  const own = claims.get(host.hostId);
  const claim = own?.state === state ? own : undefined;
  const installations = claim?.installations ?? NOTHING;
  const { confidence, evidence } = proof(installations);
  return {
    license: license.id,
    hostId: host.hostId,
    hostName: host.name,
    state: coveredBy === null ? state : 'covered',
    measurement,
    coveredBy,
    paidBy: null,
    exemption: claim === undefined ? null : exemptionOf(host, license.exemptions, license.exemptionTags, at),
    installations,
    confidence,
    evidence,
    notes: claim?.notes ?? NO_NOTES,
    stale: host.stale,
    lastSeenAt: host.lastSeenAt,
  };
}

function zeroLine(
  license: License,
  claim: HostClaim,
  state: LineState,
  metric: MetricInEffect | null,
  exemption: Exemption | null,
  shared: (measurement: Measurement) => Measurement,
  proof: Proof,
): ConsumptionLine {
  const rule = metric?.rule ?? { rule: 'unknown', effectiveFrom: '', source: '' };
  const text = zeroText(state, claim, exemption);
  const step = { operation: exemption === null ? state : 'exempt', inputs: {}, result: 0, text };
  const { host, installations, notes, paidBy } = claim;
  return {
    license: license.id,
    hostId: host.hostId,
    hostName: host.name,
    state,
    measurement: shared(measured(rule, 0, [step], text)),
    coveredBy: null,
    paidBy,
    exemption,
    installations,
    ...proof(installations),
    notes,
    stale: host.stale,
    lastSeenAt: host.lastSeenAt,
  };
}

function zeroText(state: LineState, claim: HostClaim, exemption: Exemption | null): string {
  if (exemption !== null) return `0: exempt, ${exemption.kind} (${exemption.reason})`;
  if (state === 'free') return `0: no licence is owed for ${editionsOf(claim.installations)}`;
  if (state === 'superseded') return `0: paid by ${claim.paidBy}, the higher edition on this host`;
  return `0: paid by ${claim.paidBy ?? 'no license'}, which comes first`;
}

function editionsOf(installations: readonly Installation[]): string {
  return [...new Set(installations.map((one) => one.edition ?? one.product))].join(', ');
}

const NOTHING: readonly Installation[] = [];
const NO_NOTES: readonly string[] = [];

type Proof = (installations: readonly Installation[]) => Pick<ConsumptionLine, 'confidence' | 'evidence'>;

function createProof(): Proof {
  const known = new Map<readonly Installation[], ReturnType<Proof>>();
  return (installations) => {
    let proof = known.get(installations);
    if (proof === undefined) {
      const [only] = installations;
      const evidence =
        only !== undefined && installations.length === 1
          ? only.evidence
          : installations.flatMap((one) => one.evidence);
      proof = { confidence: lowestConfidence(installations), evidence };
      known.set(installations, proof);
    }
    return proof;
  };
}

function lowestConfidence(installations: readonly Installation[]): Confidence {
  if (installations.some((one) => one.confidence === 'low')) return 'low';
  return installations.some((one) => one.confidence === 'medium') ? 'medium' : 'high';
}
