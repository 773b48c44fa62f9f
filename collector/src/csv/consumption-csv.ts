import type { ConsumptionDocument, LineDocument } from '../services/reports/documents.ts';
import { type CsvRow, toCsv } from './csv.ts';

const POSITION_COLUMNS = [
  'license',
  'name',
  'metric',
  'unit',
  'owned',
  'consumedOnPremises',
  'worstCaseOnPremises',
  'consumedInAws',
  'balance',
  'worstCaseBalance',
  'packsShort',
  'state',
  'validity',
  'expiresAt',
  'hosts',
  'hostsKnown',
  'unmeasurable',
  'ruleEffectiveFrom',
  'ruleSource',
  'asOf',
] as const;

/** One row for each license. */
export function consumptionCsv({ asOf, licenses }: ConsumptionDocument): string {
  const rows = licenses.map((one): CsvRow => {
    const { metric, completeness } = one;
    return {
      license: one.license,
      name: one.name,
      metric: metric?.id ?? null,
      unit: metric?.unit ?? null,
      owned: one.owned,
      consumedOnPremises: one.consumedOnPremises,
      worstCaseOnPremises: one.worstCaseOnPremises,
      consumedInAws: one.consumedInAws,
      balance: one.balance,
      worstCaseBalance: one.worstCaseBalance,
      packsShort: one.packsShort,
      state: one.state,
      validity: one.validity,
      expiresAt: one.expiresAt,
      hosts: completeness.hosts,
      hostsKnown: completeness.known,
      unmeasurable: one.unmeasurable,
      ruleEffectiveFrom: metric?.effectiveFrom ?? null,
      ruleSource: metric?.source ?? null,
      asOf,
    };
  });
  return toCsv(POSITION_COLUMNS, rows);
}

const LINE_COLUMNS = [
  'license',
  'hostName',
  'hostId',
  'state',
  'quantity',
  'worstCase',
  'missing',
  'derivation',
  'rule',
  'ruleEffectiveFrom',
  'ruleSource',
  'products',
  'confidence',
  'evidence',
  'exemption',
  'coveredBy',
  'paidBy',
  'notes',
  'stale',
  'lastSeenAt',
] as const;

/** One row for each contributing host of a license, as many pages as there are. */
export async function* linesCsv(pages: AsyncIterable<readonly LineDocument[]>): AsyncGenerator<string> {
  let header = true;
  for await (const lines of pages) {
    yield toCsv(LINE_COLUMNS, lines.map(lineRow), header);
    header = false;
  }
}

function lineRow(one: LineDocument): CsvRow {
  const { derivation, exemption } = one;
  return {
    license: one.license,
    hostName: one.hostName,
    hostId: one.hostId,
    state: one.state,
    quantity: one.quantity,
    worstCase: one.worstCase,
    missing: one.missing.join('; '),
    derivation: derivation.line,
    rule: derivation.rule,
    ruleEffectiveFrom: derivation.effectiveFrom,
    ruleSource: derivation.source,
    products: one.installations
      .map(({ product, edition, version }) =>
        [product, edition, version].filter((part) => part !== null).join(' '),
      )
      .join('; '),
    confidence: one.confidence,
    evidence: one.installations
      .flatMap(({ evidence }) => evidence)
      .map(({ source, location, text }) => `${source} ${location}: ${text}`)
      .join('; '),
    exemption:
      exemption === null
        ? null
        : `${exemption.kind}: ${exemption.reason}${exemption.applied ? '' : ` (not applied: ${exemption.problem})`}`,
    coveredBy: one.coveredBy,
    paidBy: one.paidBy,
    notes: one.notes.join('; '),
    stale: one.stale,
    lastSeenAt: one.lastSeenAt,
  };
}
