import { MAX_SOFTWARE_ITEMS, type SoftwareItem } from '@coreledger/shared/software.ts';

const FIRST_KEY = '{"architecture":';
const BEGIN = `"value":[${FIRST_KEY}`;
const BETWEEN = `},${FIRST_KEY}`;
const END = '}]}';
const STAND_IN: SoftwareItem = {
  architecture: null,
  location: '',
  name: 'stands in for the rows that were cut out',
  publisher: null,
  source: '',
  version: null,
};
const STAND_IN_TEXT = JSON.stringify(STAND_IN);

/** A report without the rows that are known. */
export interface CutReport {
  /** Has a stand-in as the first row of software, then the rows that are not known. */
  readonly text: string;
  /** All rows in their order; null where the row stands in `text`. */
  readonly rows: readonly (SoftwareItem | null)[];
}

/**
 * Cuts the known rows out of a report's text, so that only what is new of it has to be parsed and checked. It looks for the marks
 * between rows and understands nothing else: what it does is sound because of what is asked of the result. Where the cut text is
 * canonical JSON of a valid report, the marks cannot lie within a string (their quote would end it, and a letter follows) nor
 * anywhere but between rows of software (no other array has objects that begin with `architecture` under a key `value`); what was cut
 * out is canonical JSON of valid rows, letter for letter. So the whole is canonical and valid. Undefined: there is nothing to cut.
 */
export function cutKnownRows(
  text: string,
  find: (row: string) => SoftwareItem | undefined,
): CutReport | undefined {
  const begin = text.indexOf(BEGIN);
  if (begin < 0) return undefined;
  const first = begin + BEGIN.length - FIRST_KEY.length;
  const rows: (SoftwareItem | null)[] = [];
  let kept = '';
  let from = first;
  for (;;) {
    const mark = text.indexOf(BETWEEN, from);
    const end = (mark < 0 ? text.indexOf(END, from) : mark) + 1;
    if (end === 0 || rows.length >= MAX_SOFTWARE_ITEMS) return undefined;
    const row = text.slice(from, end);
    const known = find(row);
    rows.push(known ?? null);
    if (known === undefined) kept += `,${row}`;
    if (mark < 0) return { text: `${text.slice(0, first)}${STAND_IN_TEXT}${kept}${text.slice(end)}`, rows };
    from = end + 1;
  }
}

/** All rows of the report, given those of the cut one. Undefined where they do not belong together: the cut was a wrong one. */
export function joinRows(
  { rows }: CutReport,
  [standIn, ...fresh]: readonly SoftwareItem[],
): SoftwareItem[] | undefined {
  if (standIn?.name !== STAND_IN.name || standIn.location !== STAND_IN.location) return undefined;
  let next = 0;
  const joined = rows.map((row) => row ?? fresh[next++]);
  return next === fresh.length && !joined.includes(undefined) ? (joined as SoftwareItem[]) : undefined;
}
