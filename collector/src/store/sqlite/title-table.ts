import { hash as digestOf } from 'node:crypto';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Title } from '../../ports/fleet-store.ts';
import type { SqliteDatabase } from './open-database.ts';
import { type TitleIndex, titleIndex } from './title-index.ts';
import { forEachInSet, packSet, unpackSet } from './varint-set.ts';

interface TitleRow {
  readonly title_no: number;
  readonly name: string;
  readonly version: string | null;
  readonly architecture: string | null;
  readonly publisher: string | null;
  readonly source: string;
  readonly location: string;
  readonly ssm_filter: string | null;
}

const COLUMNS = 'title_no, name, version, architecture, publisher, source, location, ssm_filter';

/** The dictionary of software rows and the content-addressed sets of them. */
export interface TitleTable {
  /** Number of the set holding exactly these rows, added where it is new. Call within a transaction. */
  internSet(items: readonly SoftwareItem[]): number;
  setOf(setNo: number): Uint32Array;
  eachOfSet(setNo: number, visit: (titleNo: number) => void): void;
  titlesAfter(after: number): Title[];
  items(titleNos: Iterable<number>): SoftwareItem[];
  find(text: string, limit: number): Title[];
  /** For each of the titles the numbers of the sets that contain it. */
  setsWith: TitleIndex['setsWith'];
  /** What is remembered by now is on disk. */
  committed(): void;
  /** Drops what was remembered since then: a rolled-back transaction may have taken it away. */
  forget(): void;
}

export function titleTable(database: SqliteDatabase): TitleTable {
  const findTitle = database.prepare<[Uint8Array], { title_no: number }>(
    'SELECT title_no FROM title WHERE hash = ?',
  );
  const addTitle = database.prepare(
    'INSERT INTO title (hash, name, version, architecture, publisher, source, location, ssm_filter) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const titleByNo = database.prepare<[number], TitleRow>(`SELECT ${COLUMNS} FROM title WHERE title_no = ?`);
  const after = database.prepare<[number], TitleRow>(
    `SELECT ${COLUMNS} FROM title WHERE title_no > ? ORDER BY title_no`,
  );
  const search = database.prepare<[string, number], TitleRow>(
    `SELECT ${COLUMNS} FROM title WHERE name LIKE ? ESCAPE '\\' ORDER BY name, title_no LIMIT ?`,
  );
  const findSet = database.prepare<[Uint8Array], { set_no: number }>(
    'SELECT set_no FROM software_set WHERE hash = ?',
  );
  const addSet = database.prepare('INSERT INTO software_set (hash, titles) VALUES (?, ?)');
  const setByNo = database.prepare<[number], { titles: Buffer }>(
    'SELECT titles FROM software_set WHERE set_no = ?',
  );
  const index = titleIndex(database);
  /** By the row itself: ingest hands in one object for all reports of a row that it knows. */
  const numbers = new WeakMap<SoftwareItem, number>();
  let uncommitted: SoftwareItem[] = [];

  function internTitle(item: SoftwareItem): number {
    const cached = numbers.get(item);
    if (cached !== undefined) return cached;
    const hash = digestOf('sha256', JSON.stringify(item), 'buffer');
    const titleNo =
      findTitle.get(hash)?.title_no ??
      Number(
        addTitle.run(
          hash,
          item.name,
          item.version,
          item.architecture,
          item.publisher,
          item.source,
          item.location,
          item.ssmFilter ?? null,
        ).lastInsertRowid,
      );
    numbers.set(item, titleNo);
    uncommitted.push(item);
    return titleNo;
  }

  function packed(setNo: number): Buffer {
    const row = setByNo.get(setNo);
    if (row === undefined) throw new Error(`software set ${setNo} is missing`);
    return row.titles;
  }

  return {
    internSet(items) {
      const numbersOf = new Uint32Array(items.length);
      for (const [index, item] of items.entries()) numbersOf[index] = internTitle(item);
      const titles = packSet(numbersOf.sort());
      const hash = digestOf('sha256', titles, 'buffer');
      const known = findSet.get(hash);
      if (known !== undefined) return known.set_no;
      const setNo = Number(addSet.run(hash, titles).lastInsertRowid);
      index.advance(setNo);
      return setNo;
    },
    setOf: (setNo) => unpackSet(packed(setNo)),
    eachOfSet: (setNo, visit) => forEachInSet(packed(setNo), visit),
    titlesAfter: (number) => after.all(number).map(toTitle),
    items: (titleNos) =>
      [...titleNos].map((titleNo) => {
        const row = titleByNo.get(titleNo);
        if (row === undefined) throw new Error(`title ${titleNo} is missing`);
        return toTitle(row).item;
      }),
    find: (text, limit) => search.all(`%${text.replace(/[\\%_]/g, '\\$&')}%`, limit).map(toTitle),
    setsWith: index.setsWith,
    committed() {
      if (uncommitted.length > 0) uncommitted = [];
    },
    forget() {
      index.forget();
      for (const item of uncommitted) numbers.delete(item);
      uncommitted = [];
    },
  };
}

/** Field order is the canonical one, so that a report can be put together again byte for byte. */
function toTitle(row: TitleRow): Title {
  const { architecture, location, name, publisher, source, version, ssm_filter } = row;
  const item: SoftwareItem =
    ssm_filter === null
      ? { architecture, location, name, publisher, source, version }
      : { architecture, location, name, publisher, source, ssmFilter: ssm_filter, version };
  return { titleNo: row.title_no, item };
}
