import { expect } from 'vitest';
import { hasBit } from '../../../collector/src/store/sqlite/bit-set.ts';
import type { SqliteDatabase } from '../../../collector/src/store/sqlite/open-database.ts';
import { titleTable } from '../../../collector/src/store/sqlite/title-table.ts';

/** Every title's sets by the index are those in which the title is found by reading them all. */
export function expectTitleAgreement(database: SqliteDatabase): void {
  const titles = titleTable(database);
  const setNos = database
    .prepare<[], number>('SELECT set_no FROM software_set ORDER BY set_no')
    .pluck()
    .all();
  const contents = new Map(setNos.map((setNo) => [setNo, new Set(titles.setOf(setNo))]));
  const titleNos = titles.titlesAfter(0).map(({ titleNo }) => titleNo);
  const found = titles.setsWith(titleNos);
  for (const titleNo of titleNos) {
    const sets = found.get(titleNo) ?? new Uint8Array();
    expect(setNos.filter((setNo) => hasBit(sets, setNo))).toEqual(
      setNos.filter((setNo) => contents.get(setNo)?.has(titleNo)),
    );
  }
}
