import { addBit, type BitSet, bitSet } from './bit-set.ts';
import type { SqliteDatabase } from './open-database.ts';
import { forEachInSet, packSet } from './varint-set.ts';

/** Sets of one segment. A longer one makes fewer rows, and a longer pause of the writer whenever one is full. */
const SEGMENT = 1024;
const BITMAP_BYTES = SEGMENT / 8;

/** An inverted index over the sets: which of them contain a title. */
export interface TitleIndex {
  /** Call within the transaction that added a set: indexes at most one segment that is full. */
  advance(newestSetNo: number): void;
  /** For each of the titles the numbers of the sets that contain it. */
  setsWith(titleNos: readonly number[]): ReadonlyMap<number, BitSet>;
  /** Drops what is remembered: a rolled-back transaction may have taken it away. */
  forget(): void;
}

/**
 * Written in segments, not by title and set: one new set would touch hundreds of pages, a full segment touches each title's place once for
 * all its sets. The sets after the last full segment are read when they are asked about. Set numbers ascend and none is given twice; that of a
 * deleted set may stay here: no host points at it.
 */
export function titleIndex(database: SqliteDatabase): TitleIndex {
  const lastBuilt = database
    .prepare<[], number>('SELECT coalesce(max(segment_no), -1) FROM built_segment')
    .pluck();
  const lastSet = database.prepare<[], number>('SELECT coalesce(max(set_no), 0) FROM software_set').pluck();
  const addBuilt = database.prepare('INSERT INTO built_segment (segment_no) VALUES (?)');
  const addPosting = database.prepare(
    'INSERT INTO title_segment (title_no, segment_no, sets) VALUES (?, ?, ?)',
  );
  const setsBetween = database.prepare<[number, number], { set_no: number; titles: Buffer }>(
    'SELECT set_no, titles FROM software_set WHERE set_no BETWEEN ? AND ? ORDER BY set_no',
  );
  const postings = database.prepare<[number], { segment_no: number; sets: Buffer }>(
    'SELECT segment_no, sets FROM title_segment WHERE title_no = ?',
  );
  let next: number | undefined;

  function build(segment: number): void {
    const byTitle = new Map<number, number[]>();
    const from = segment * SEGMENT;
    for (const { set_no, titles } of setsBetween.iterate(from, from + SEGMENT - 1)) {
      forEachInSet(titles, (titleNo) => {
        const sets = byTitle.get(titleNo);
        if (sets === undefined) byTitle.set(titleNo, [set_no - from]);
        else sets.push(set_no - from);
      });
    }
    for (const titleNo of [...byTitle.keys()].sort((a, b) => a - b))
      addPosting.run(titleNo, segment, packPosting(byTitle.get(titleNo) ?? []));
    addBuilt.run(segment);
  }

  return {
    advance(newestSetNo) {
      next ??= (lastBuilt.get() ?? -1) + 1;
      if (newestSetNo < (next + 1) * SEGMENT) return;
      build(next);
      next += 1;
    },
    setsWith(titleNos) {
      const newest = lastSet.get() ?? 0;
      const found = new Map(titleNos.map((titleNo) => [titleNo, bitSet(newest + 1)]));
      for (const [titleNo, sets] of found)
        for (const { segment_no, sets: packed } of postings.iterate(titleNo))
          readPosting(packed, segment_no * SEGMENT, sets);
      const unindexed = ((lastBuilt.get() ?? -1) + 1) * SEGMENT;
      for (const { set_no, titles } of setsBetween.iterate(unindexed, newest))
        forEachInSet(titles, (titleNo) => {
          const sets = found.get(titleNo);
          if (sets !== undefined) addBit(sets, set_no);
        });
      return found;
    },
    forget() {
      next = undefined;
    },
  };
}

/** Places within the segment, ascending: as differences where that is shorter than a bitmap. The length tells which it is. */
function packPosting(places: readonly number[]): Uint8Array {
  const packed = packSet(places.map((place) => place + 1));
  if (packed.length < BITMAP_BYTES) return packed;
  const bitmap = bitSet(SEGMENT);
  for (const place of places) addBit(bitmap, place);
  return bitmap;
}

function readPosting(packed: Uint8Array, from: number, into: BitSet): void {
  if (packed.length === BITMAP_BYTES) into.set(packed.subarray(0, into.length - (from >> 3)), from >> 3);
  else forEachInSet(packed, (place) => addBit(into, from + place - 1));
}
