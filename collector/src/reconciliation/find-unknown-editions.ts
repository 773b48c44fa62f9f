import type { ConsumptionLine } from '../licensing/consumption.ts';
import type { License } from '../licensing/license.ts';
import type { Position } from '../licensing/position.ts';
import type { Finding } from './finding.ts';
import { hostFinding } from './host-finding.ts';

/** Licenses that the summary names; the finding holds the ids of all. */
const NAMED = 5;

/**
 * One for each host and product whose edition (or version) is unknown, however many licenses are in doubt because of it: it is
 * found out once. Where a guest is counted at its virtualization host, the guest is named.
 */
export function findUnknownEditions(positions: readonly Position[]): Finding[] {
  const doubts = new Map<string, Map<string, Doubt>>();
  for (const { license, onPremises } of positions)
    for (const line of onPremises.lines.filter(isInDoubt)) {
      const ofHost = doubts.get(line.hostId) ?? new Map<string, Doubt>();
      doubts.set(line.hostId, ofHost);
      for (const { product, edition } of line.installations) {
        const doubt = ofHost.get(product) ?? { line, licenses: new Set<License>(), unknown: 'version' };
        if (edition === null) doubt.unknown = 'edition';
        doubt.licenses.add(license);
        ofHost.set(product, doubt);
      }
    }
  return [...doubts.values()].flatMap((ofHost) =>
    [...ofHost].map(([product, doubt]) => ofProduct(product, doubt)),
  );
}

interface Doubt {
  readonly line: ConsumptionLine;
  readonly licenses: Set<License>;
  unknown: 'edition' | 'version';
}

/** A guest in doubt has a covered line, whose measurement says it all the same. */
function isInDoubt({ state, measurement }: ConsumptionLine): boolean {
  return (
    state === 'doubtful' ||
    (state === 'covered' && measurement.kind === 'unmeasurable' && measurement.missing.includes('edition'))
  );
}

function ofProduct(product: string, { line, licenses, unknown }: Doubt): Finding {
  const [first] = licenses;
  const names = [...licenses].map(({ name }) => name);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const summary = `${line.hostName}: the ${unknown} of ${product} is unknown, and so is whether it owes under ${names.slice(0, NAMED).join(', ')}${more}`;
  const sides = { ours: { product, licenses: licenses.size }, theirs: {} };
  const finding = hostFinding('edition-unknown', line, summary, sides, product);
  return licenses.size === 1
    ? { ...finding, license: first?.id ?? null }
    : { ...finding, licenses: [...licenses].map(({ id }) => id) };
}
