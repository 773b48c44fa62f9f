export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | null;
  /** Figures stand to the right. */
  readonly right?: boolean;
}

/** Plain text in columns; an unknown figure is a `?`. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.of(row))));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const lineOf = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.right === true ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [
    lineOf(columns.map((column) => column.title)),
    lineOf(widths.map((width) => '─'.repeat(width))),
    ...cells.map(lineOf),
  ].join('\n');
}

/** Names come from machines that others control: no control character reaches the terminal. */
function printable(cell: string | number | null): string {
  return cell === null ? '?' : String(cell).replaceAll(/\p{Cc}/gu, '·');
}

/** An instant as tables show it: to the minute, in UTC. */
export function minute(at: number | null): string | null {
  return at === null ? null : `${new Date(at).toISOString().slice(0, 16)}Z`;
}
