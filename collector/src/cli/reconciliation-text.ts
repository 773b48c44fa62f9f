import type { ComparisonDocument, ReconciliationDocument } from '../services/reports/read-reconciliation.ts';
import { type Column, table } from './table.ts';

const SEVERITIES = ['critical', 'warning', 'info'];

const COMPARISON_COLUMNS: readonly Column<ComparisonDocument>[] = [
  { title: 'License', of: (one) => one.name },
  { title: 'Counts', of: (one) => one.unit },
  { title: 'Ours', of: (one) => one.oursOnPremises, right: true },
  { title: 'License Manager', of: (one) => one.awsOnPremises ?? '–', right: true },
  { title: 'Difference', of: (one) => one.difference ?? '–', right: true },
  { title: 'Compared', of: (one) => one.note },
];

export function reconciliationText({ asOf, comparisons, findings }: ReconciliationDocument): string {
  const ordered = findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.kind < b.kind ? -1 : 1),
  );
  return [
    `Reconciliation with AWS as of ${asOf}`,
    '',
    comparisons.length === 0
      ? 'No license configuration of AWS License Manager is known.'
      : table(COMPARISON_COLUMNS, comparisons),
    '',
    ordered.length === 0
      ? 'No findings.'
      : table(
          [
            { title: 'Severity', of: (one) => one.severity },
            { title: 'Finding', of: (one) => one.kind },
            { title: 'What differs', of: (one) => one.summary },
          ],
          ordered,
        ),
  ].join('\n');
}
