import { addBit, type BitSet, bitSet, hasBit } from './bit-set.ts';
import type { SqliteDatabase } from './open-database.ts';
import { unchecked } from './unchecked.ts';

interface References {
  readonly content_no: number;
  readonly known_content_no: number | null;
  readonly reported_set_no: number | null;
  readonly known_set_no: number | null;
}

const COLUMNS = 'content_no, known_content_no, reported_set_no, known_set_no';
const HOSTS_AT_ONCE = 500;

/**
 * Deletes contents and sets that no section refers to. First every reference is looked up, host after host; then what has none
 * goes, some at a time, each time after a look at the reports that came in since. Numbers are what caches know contents by: the
 * highest is never deleted, so that none is given twice.
 */
export function contentSweep(database: SqliteDatabase): (limit: number) => AsyncIterable<number> {
  const due = database.prepare<[], number>('SELECT sweep_due FROM retention').pluck();
  const done = database.prepare('UPDATE retention SET sweep_due = 0');
  const lastReport = database.prepare<[], number>('SELECT coalesce(max(report_no), 0) FROM report').pluck();
  const lastHost = database.prepare<[], number>('SELECT coalesce(max(host_no), 0) FROM host').pluck();
  const ofHosts = database.prepare<[number, number], References>(
    `SELECT ${COLUMNS} FROM host_section WHERE host_no > ? AND host_no <= ?`,
  );
  const ofReports = database.prepare<[number], References>(
    `SELECT ${COLUMNS} FROM report JOIN host_section USING (host_no, report_no) WHERE report.report_no > ?`,
  );
  const tables = [
    tableOf('content', 'content_no', database),
    tableOf('software_set', 'set_no', database),
  ] as const;

  return async function* sweep(limit) {
    if (due.get() !== 1) return;
    let seenReport = lastReport.get() ?? 0;
    const [contents, sets] = tables.map((table) => bitSet((table.last.get() ?? 0) + 1)) as [BitSet, BitSet];
    const mark = (row: References) => {
      for (const no of [row.content_no, row.known_content_no]) if (no !== null) addKnown(contents, no);
      for (const no of [row.reported_set_no, row.known_set_no]) if (no !== null) addKnown(sets, no);
    };
    for (let from = 0, last = lastHost.get() ?? 0; from < last; from += HOSTS_AT_ONCE) {
      for (const row of ofHosts.iterate(from, from + HOSTS_AT_ONCE)) mark(row);
      yield 0;
    }
    for (const [index, marked] of [contents, sets].entries()) {
      const table = tables[index];
      if (table === undefined) continue;
      for (let from = 0, last = table.last.get() ?? 0; from < last; from += limit) {
        const numbers = table.between.all(from, Math.min(from + limit, last - 1), marked.length * 8 - 1);
        if (numbers.every((no) => hasBit(marked, no))) continue;
        yield unchecked(database, () => {
          const newest = lastReport.get() ?? 0;
          for (const row of ofReports.iterate(seenReport)) mark(row);
          seenReport = newest;
          const unused = numbers.filter((no) => !hasBit(marked, no));
          for (const no of unused) table.drop.run(no);
          return unused.length;
        });
      }
    }
    done.run();
  };
}

/** Numbers that were given after the sweep began are beyond it. */
function addKnown(bits: BitSet, no: number): void {
  if (no < bits.length * 8) addBit(bits, no);
}

function tableOf(name: string, key: string, database: SqliteDatabase) {
  return {
    last: database.prepare<[], number>(`SELECT coalesce(max(${key}), 0) FROM ${name}`).pluck(),
    between: database
      .prepare<[number, number, number], number>(
        `SELECT ${key} FROM ${name} WHERE ${key} > ? AND ${key} <= ? AND ${key} <= ? ORDER BY ${key}`,
      )
      .pluck(),
    drop: database.prepare<[number]>(`DELETE FROM ${name} WHERE ${key} = ?`),
  };
}
