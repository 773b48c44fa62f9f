import { stringify } from 'csv-stringify/sync';

export type CsvRow = Readonly<Record<string, string | number | boolean | null>>;

/**
 * RFC 4180 with a header, unless it continues one. Unknown is an empty cell. A text that a spreadsheet would run as a formula gets an apostrophe in
 * front (host names and titles come from machines that others control); numbers stay numbers.
 */
export function toCsv(columns: readonly string[], rows: readonly CsvRow[], header = true): string {
  return stringify(
    rows.map((row) => columns.map((column) => row[column] ?? null)),
    {
      columns: [...columns],
      header,
      record_delimiter: 'windows',
      escape_formulas: true,
      cast: { boolean: (value) => (value ? 'true' : 'false') },
    },
  );
}
