import { compareText } from '../../licensing/compare-text.ts';
import type { Cursor } from './cursor.ts';
import { writeCursor } from './cursor.ts';

/** The rows after the cursor, of rows that stand in the order of their keys. */
export function pageOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly string[],
  cursor: Cursor,
  limit: number,
): { readonly items: readonly Row[]; readonly next: string | null } {
  const start = cursor.after.length === 0 ? 0 : firstAfter(rows, keyOf, cursor.after);
  const items = rows.slice(start, start + limit);
  const last = items.at(-1);
  const next =
    last === undefined || start + limit >= rows.length
      ? null
      : writeCursor({ ...cursor, after: keyOf(last) });
  return { items, next };
}

function firstAfter<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly string[],
  after: readonly string[],
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(keyOf(rows[middle] as Row), after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = compareText(part, b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
