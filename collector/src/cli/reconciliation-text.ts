import type { ResourceComparison } from '../reconciliation/compare-usage.ts';
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

interface Difference extends ResourceComparison {
  readonly license: string;
}

const DIFFERENCE_COLUMNS: readonly Column<Difference>[] = [
  { title: 'License', of: (one) => one.license },
  { title: 'Host', of: (one) => one.name },
  { title: 'Ours', of: (one) => one.ours ?? '?', right: true },
  { title: 'License Manager', of: (one) => one.theirs ?? '?', right: true },
  { title: 'Why', of: (one) => one.cause },
];

export function reconciliationText(document: ReconciliationDocument): string {
  const { asOf, comparisons, findings, unjudged } = document;
  const differences = comparisons.flatMap(({ name, resources }) =>
    resources.map((one): Difference => ({ ...one, license: name })),
  );
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
    ...(differences.length === 0 ? [] : [table(DIFFERENCE_COLUMNS, differences), '']),
    ordered.length === 0
      ? 'No findings.'
      : table(
          [
            { title: 'Severity', of: (one) => one.severity },
            { title: 'Finding', of: (one) => one.kind },
            { title: 'What differs', of: (one) => one.summary },
            { title: 'Why', of: (one) => one.cause ?? '' },
          ],
          ordered,
        ),
    ...(unjudged.length === 0
      ? []
      : [
          '',
          'Not judged, neither as a difference nor as none:',
          table(
            [
              { title: 'Finding', of: (one) => one.kind },
              { title: 'How many', of: (one) => one.count, right: true },
              { title: 'Why not', of: (one) => one.reason },
              { title: 'For example', of: (one) => one.examples.join(', ') },
            ],
            unjudged,
          ),
        ]),
  ].join('\n');
}
