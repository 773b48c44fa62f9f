import { licensesOf } from '../reconciliation/finding.ts';
import type { ReconciliationDocument } from '../services/reports/read-reconciliation.ts';
import { type CsvRow, toCsv } from './csv.ts';

const COLUMNS = [
  'kind',
  'severity',
  'hostId',
  'license',
  'summary',
  'cause',
  'ours',
  'theirs',
  'remedy',
  'licenses',
] as const;

export function reconciliationCsv(document: ReconciliationDocument): string {
  const rows = document.findings.map(
    (finding): CsvRow => ({
      kind: finding.kind,
      severity: finding.severity,
      hostId: finding.hostId,
      license: finding.license,
      summary: finding.summary,
      cause: finding.cause ?? null,
      ours: JSON.stringify(finding.ours),
      theirs: JSON.stringify(finding.theirs),
      remedy: finding.remedy,
      licenses: licensesOf(finding).join('; '),
    }),
  );
  return toCsv(COLUMNS, rows);
}
