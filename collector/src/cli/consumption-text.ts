import type {
  ConsumptionDocument,
  LicenseDocument,
  LineDocument,
  PositionDocument,
} from '../services/reports/documents.ts';
import { lineEvidence, lineState, lineWhy } from './line-text.ts';
import { type Column, table } from './table.ts';

const POSITION_COLUMNS: readonly Column<PositionDocument>[] = [
  { title: 'License', of: (one) => one.name },
  { title: 'Counts', of: (one) => one.metric?.unit ?? null },
  { title: 'Owned', of: (one) => one.owned ?? '–', right: true },
  { title: 'On-premises', of: onPremises, right: true },
  { title: 'In AWS', of: inAws, right: true },
  { title: 'Balance', of: (one) => (one.balance === null ? '–' : signed(one.balance)), right: true },
  { title: 'State', of: (one) => one.state },
  { title: 'Known', of: (one) => `${one.completeness.known}/${one.completeness.hosts} hosts`, right: true },
];

export function consumptionText(document: ConsumptionDocument): string {
  const parts = [
    `Effective license position as of ${document.asOf}${document.knownAt === null ? '' : `, as known on ${document.knownAt}`}`,
    '',
    document.licenses.length === 0
      ? 'No license is known: name some in licenses.yaml, or connect an AWS account with license configurations.'
      : table(POSITION_COLUMNS, document.licenses),
  ];
  if (document.licenses.some((one) => one.unmeasurable > 0))
    parts.push('', '≤ what may be owed at most: some hosts cannot be measured yet.');
  parts.push(...gapLines(document));
  if (document.unlicensed.length > 0) {
    parts.push('', 'Licensable and paid by no license:');
    for (const { product, edition, hosts } of document.unlicensed)
      parts.push(
        `  ${product}${edition === null ? '' : ` (${edition})`} on ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`,
      );
  }
  if (document.notes.length > 0)
    parts.push('', ...document.notes.map((note) => `Note on ${note.license}: ${note.text}`));
  for (const source of document.sources.filter((one) => one.staleSince !== null))
    parts.push(
      '',
      `Stale since ${source.staleSince}: ${source.kind} of ${source.account} ${source.region} (${source.error})`,
    );
  return parts.join('\n');
}

/** What is not known, of everything or of one license. */
function gapLines({ completeness }: Pick<PositionDocument, 'completeness'>): string[] {
  const gaps = completeness.gaps.map(({ reason, hosts }) =>
    hosts === null ? reason : `${reason}: ${hosts}`,
  );
  return gaps.length === 0 ? [] : ['', `Not known whole: ${gaps.join(', ')}`];
}

function onPremises({ consumedOnPremises, worstCaseOnPremises, unmeasurable }: PositionDocument): string {
  if (unmeasurable === 0) return String(consumedOnPremises);
  return `${consumedOnPremises} (≤ ${worstCaseOnPremises ?? 'unbounded'})`;
}

function inAws({ consumedInAws, aws }: PositionDocument): string {
  if (consumedInAws !== null) return String(consumedInAws);
  const [other] = aws.filter((one) => one.inAws !== null && one.inAws > 0);
  return other === undefined ? '–' : `${other.inAws} ${other.unit}`;
}

function signed(balance: number): string {
  return balance > 0 ? `+${balance}` : String(balance);
}

function softPartitionLines({ softPartition }: PositionDocument): string[] {
  if (softPartition === null) return [];
  const figures = softPartition.figures.map(({ position, total, worstCase, unmeasurable, chosen }) => {
    const bound = unmeasurable === 0 ? '' : ` (≤ ${worstCase ?? 'unbounded'})`;
    return `${position} ${total}${bound}${chosen ? ', chosen' : ''}`;
  });
  const { reason } = softPartition;
  return [`By soft partition: ${figures.join('; ')}${reason === null ? '' : ` because ${reason}`}`];
}

function positionLine(position: PositionDocument): string {
  const { owned, balance, state, packsShort } = position;
  const figures = [
    `owned ${owned ?? 'unknown'}`,
    `on-premises ${onPremises(position)}`,
    `in AWS ${inAws(position)}`,
    ...(balance === null ? [] : [`balance ${signed(balance)}`]),
    ...(packsShort === null ? [] : [`packs to buy ${packsShort}`]),
  ];
  return `${state}: ${figures.join(', ')}`;
}

const LINE_COLUMNS: readonly Column<LineDocument>[] = [
  { title: 'Host', of: (one) => one.hostName },
  { title: 'Owes', of: (one) => one.quantity ?? `≤ ${one.worstCase ?? 'unbounded'}`, right: true },
  { title: 'State', of: lineState },
  { title: 'Why', of: lineWhy },
  { title: 'Seen in', of: lineEvidence },
];

export function licenseText({ asOf, position, totals, items, next }: LicenseDocument): string {
  const { metric } = position;
  return [
    `${position.name} as of ${asOf}`,
    metric === null
      ? 'no metric is known for it at this date'
      : `counted in ${metric.unit}: ${metric.name}, in effect from ${metric.effectiveFrom}; ${metric.source}`,
    positionLine(position),
    '',
    items.length === 0 ? 'No host.' : table(LINE_COLUMNS, items),
    '',
    ...softPartitionLines(position),
    `Sum of ${totals.lines} ${totals.lines === 1 ? 'line' : 'lines'}: ${totals.total}${totals.unmeasurable === 0 ? '' : `, at most ${totals.worstCase ?? 'unbounded'} (${totals.unmeasurable} not measurable)`}`,
    ...gapLines(position),
    ...(next === null ? [] : ['(more lines follow: --json or --csv gives them all)']),
  ].join('\n');
}
