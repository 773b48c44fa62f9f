import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../../collector/src/store/sqlite/open-database.ts';
import { titleTable } from '../../../collector/src/store/sqlite/title-table.ts';
import { dpkgItem } from '../../support/collector/test-agent.ts';
import { expectTitleAgreement } from '../../support/collector/title-agreement.ts';

let folder: string;
let database: SqliteDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-titles-'));
  database = openDatabase(join(folder, 'store.sqlite'));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** The titles of the n-th set: one that all have, one of half of them, one of few, and its own number in binary. */
function rowsOf(no: number) {
  const names = ['everywhere', `mod2-${no % 2}`, `mod97-${no % 97}`];
  for (let bit = 0; bit < 13; bit++) if (no & (1 << bit)) names.push(`bit-${bit}`);
  return names.map((name) => dpkgItem(name));
}

function addSets(from: number, until: number): void {
  const titles = titleTable(database);
  database.transaction(() => {
    for (let no = from; no < until; no++) titles.internSet(rowsOf(no));
  })();
}

function segments(): number {
  return Number(database.prepare('SELECT count(*) FROM built_segment').pluck().get());
}

it('knows the sets of a title, in full segments and after them', () => {
  addSets(0, 1_000);
  expect(segments()).toBe(0);
  expectTitleAgreement(database);
  addSets(1_000, 2_500);
  expect(segments()).toBe(2);
  expectTitleAgreement(database);
  expect(
    titleTable(database)
      .setsWith([987_654])
      .get(987_654)
      ?.some((byte) => byte !== 0),
  ).toBe(false);
});

it('forgets a segment whose transaction was rolled back, and builds it later', () => {
  addSets(0, 1_000);
  const titles = titleTable(database);
  const failing = database.transaction(() => {
    for (let no = 1_000; no < 1_100; no++) titles.internSet(rowsOf(no));
    throw new Error('disk full');
  });
  expect(failing).toThrow('disk full');
  titles.forget();
  expect(segments()).toBe(0);
  database.transaction(() => {
    for (let no = 2_000; no < 2_200; no++) titles.internSet(rowsOf(no));
  })();
  expect(segments()).toBe(1);
  expectTitleAgreement(database);
});

it('catches up with sets of before the index, a step for each set that is added', () => {
  addSets(0, 4_000);
  database.exec('DELETE FROM built_segment; DELETE FROM title_segment');
  expectTitleAgreement(database);
  // 32 steps read a segment's sets, one writes its 113 titles.
  addSets(4_000, 4_032);
  expect(segments()).toBe(0);
  addSets(4_032, 4_065);
  expect(segments()).toBe(1);
  expectTitleAgreement(database);
});

it('gives the same while a segment is half written, and begins it again where that was cut off', () => {
  const titles = titleTable(database);
  const many = Array.from({ length: 400 }, (_, index) => dpkgItem(`many-${index}`));
  database.transaction(() => {
    for (let no = 0; no < 1_023 + 34; no++) titles.internSet([...rowsOf(no), ...many]);
  })();
  expect(segments()).toBe(0);
  expect(Number(database.prepare('SELECT count(*) FROM title_segment').pluck().get())).toBeGreaterThan(100);
  expectTitleAgreement(database);
  addSets(5_000, 5_040);
  expect(segments()).toBe(1);
  expectTitleAgreement(database);
});
