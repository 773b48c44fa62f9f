import { Sections } from '@coreledger/shared/host-report.ts';
import { MAX_SOFTWARE_ITEMS, type SoftwareItem } from '@coreledger/shared/software.ts';
import type { KnownRow, KnownRows } from './known-rows.ts';

const FIRST_KEY = '{"architecture":';
const BEGIN = `"value":[${FIRST_KEY}`;
const BETWEEN = `},${FIRST_KEY}`;
const NEXT_SECTION = Object.keys(Sections.properties)
  .sort()
  .find((name) => name > 'software');
const END = `}]},"${NEXT_SECTION}":`;
/** Long texts are costly to make. */
const PIECE_BYTES = 32 * 1024;
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
  readonly bytes: Uint8Array;
  /** All rows in their order; null where the row stands in `bytes`. */
  readonly rows: readonly (SoftwareItem | null)[];
}

/**
 * Cuts the known rows out of a report, so that only what is new of it has to be parsed and checked. It looks for the marks between
 * rows and understands nothing else: what it does is sound because of what is asked of the result. Where the cut report is canonical
 * JSON and valid, the marks cannot lie within a string (their quote would end it, and a letter follows) nor anywhere but between rows of
 * software (no other array has objects that begin with `architecture` under a key `value`); what was cut out is canonical JSON of valid
 * rows, byte for byte. So the whole is canonical and valid. Undefined: there is nothing to cut.
 */
export function cutKnownRows(report: Uint8Array, known: KnownRows): CutReport | undefined {
  const bytes = Buffer.from(report.buffer, report.byteOffset, report.byteLength);
  const begin = bytes.indexOf(BEGIN);
  if (begin < 0) return undefined;
  const first = begin + BEGIN.length - FIRST_KEY.length;
  const last = bytes.indexOf(END, first) + 1;
  if (last === 0) return undefined;

  const rows: (SoftwareItem | null)[] = [];
  const rest = [bytes.toString('latin1', 0, first), STAND_IN_TEXT];
  let before: KnownRow | undefined;
  for (let from = first; from < last; ) {
    const until = pieceEnd(bytes, from, last);
    const piece = bytes.toString('latin1', from, until);
    for (let at = 0; at < piece.length; ) {
      if (rows.length >= MAX_SOFTWARE_ITEMS) return undefined;
      const row = guessed(piece, at, before, known) ?? known.find(piece.slice(at, rowEnd(piece, at)));
      const end = row === undefined ? rowEnd(piece, at) : at + row.bytes.length;
      if (row === undefined) rest.push(',', piece.slice(at, end));
      else if (before !== undefined) before.next = row;
      rows.push(row?.item ?? null);
      before = row;
      at = end + 1;
    }
    from = until + 1;
  }
  rest.push(bytes.toString('latin1', last));
  return { bytes: Buffer.from(rest.join(''), 'latin1'), rows };
}

/** Where the last row ends that begins within the next bytes; a row is never parted. */
function pieceEnd(bytes: Buffer, from: number, last: number): number {
  if (last - from <= PIECE_BYTES) return last;
  const mark = bytes.lastIndexOf(BETWEEN, from + PIECE_BYTES);
  const end = mark > from ? mark : bytes.indexOf(BETWEEN, from);
  return end < 0 || end >= last ? last : end + 1;
}

function rowEnd(piece: string, at: number): number {
  const mark = piece.indexOf(BETWEEN, at);
  return mark < 0 ? piece.length : mark + 1;
}

/** The row that most likely comes next, where it does. */
function guessed(
  piece: string,
  at: number,
  before: KnownRow | undefined,
  known: KnownRows,
): KnownRow | undefined {
  const guess = before && known.after(before);
  if (guess === undefined) return undefined;
  const end = at + guess.bytes.length;
  if (piece.slice(at, end) !== guess.bytes) return undefined;
  const marked = end === piece.length || piece.slice(end - 1, end - 1 + BETWEEN.length) === BETWEEN;
  return marked ? guess : undefined;
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
