import type { LicenseConfiguration } from '../reconciliation/aws-facts.ts';
import { awsConsumption } from './aws-consumption.ts';
import type { Catalog } from './catalog.ts';
import { type Claims, claimHosts } from './claims.ts';
import { compareText } from './compare-text.ts';
import { createCompleteness } from './completeness.ts';
import { consumptionOf } from './consumption.ts';
import { createPosition } from './create-position.ts';
import { createFleet, type Fleet } from './fleet.ts';
import type { HostFacts } from './host-facts.ts';
import { keepLines } from './keep-lines.ts';
import type { License } from './license.ts';
import { linesOf, type MeasureContext, measureClaims, metricInEffect } from './measure-license.ts';
import type { Position, PositionReport, UnlicensedProduct } from './position.ts';
import { softPartitionFigures } from './soft-partition.ts';

export interface PositionInput {
  /** Every host that is not retired, as known at `at`, with its installations recognized. */
  readonly hosts: readonly HostFacts[];
  readonly licenses: readonly License[];
  readonly catalog: Catalog;
  /** Epoch ms: decides which version of each rule applies, and what has expired. */
  readonly at: number;
  /** License Manager's configurations as last synced; empty without AWS. */
  readonly configurations: readonly LicenseConfiguration[];
  /** AWS sources of which nothing is known, in words: no license is called compliant while there are any. */
  readonly unreadSources?: readonly string[];
  /** Hosts behind which two machines may be, and only one counted: nor is any license that looks at them. */
  readonly mayBeSeveral?: ReadonlySet<string>;
  /** An answer that may have lines in common: those are taken over. */
  readonly before?: PositionReport | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** The effective license position at one instant: pure, and the same for any order of hosts and licenses. */
export function computePositions({ hosts, ...rest }: PositionInput): PositionReport {
  const steps = positionsInSteps({ ...rest, fleet: createFleet(hosts) });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps: over a large fleet each license takes its time, and the caller may have other things to do. */
export function* positionsInSteps(
  input: Omit<PositionInput, 'hosts'> & { readonly fleet: Fleet },
): Generator<void, PositionReport> {
  const { fleet, licenses, catalog, at, unreadSources = [], mayBeSeveral = NONE } = input;
  const context: MeasureContext = { catalog, fleet, at };
  const completeness = createCompleteness(fleet, unreadSources, mayBeSeveral);
  yield;
  const claims = yield* claimHosts([...fleet.hosts.values()], licenses, catalog);
  const positions: Position[] = [];
  for (const license of licenses) {
    yield;
    positions.push(yield* position(license));
  }
  return {
    at,
    positions: positions.toSorted(byName),
    unlicensed: groupUnlicensed(claims),
    completeness: completeness(
      null,
      positions.flatMap((one) => one.onPremises.lines),
    ),
  };

  function* position(license: License): Generator<void, Position> {
    const metric = metricInEffect(license, catalog, at);
    const own = claims.byLicense.get(license.id) ?? new Map();
    const measured = measureClaims(license, metric, own, context);
    yield;
    const lines = linesOf(license, metric, own, measured, at);
    yield;
    const whole = consumptionOf(lines);
    yield;
    const before = input.before?.positions.find((one) => one.license.id === license.id);
    const consumption =
      before === undefined ? whole : { ...whole, lines: keepLines(whole.lines, before.onPremises.lines) };
    yield;
    const aws = awsConsumption(license, metric?.metric.unit ?? null, input.configurations);
    return createPosition(
      license,
      metric,
      consumption,
      aws,
      completeness(license.scope, consumption.lines, license.doubts),
      at,
      softPartitionFigures(license, metric, own, context, consumption),
    );
  }
}

function byName(a: Position, b: Position): number {
  return compareText(a.license.name, b.license.name) || compareText(a.license.id, b.license.id);
}

function groupUnlicensed({ unlicensed }: Claims): UnlicensedProduct[] {
  const groups = new Map<string, { product: string; edition: string | null; hostIds: Set<string> }>();
  for (const { product, edition, hostId } of unlicensed) {
    const key = JSON.stringify([product, edition]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { product, edition, hostIds: new Set([hostId]) });
    else group.hostIds.add(hostId);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, hostIds: [...group.hostIds].toSorted(compareText) }))
    .toSorted((a, b) => compareText(a.product, b.product) || compareText(a.edition ?? '', b.edition ?? ''));
}
