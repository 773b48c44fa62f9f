import { addBit, type BitSet, bitSet, forEachBit } from './bit-set.ts';
import type { SqliteDatabase } from './open-database.ts';
import { forEachInSet, packSet } from './varint-set.ts';

/** Sets of one segment. A longer one makes fewer rows, and leaves more sets to be read when they are asked about. */
const SEGMENT = 1024;
const BITMAP_BYTES = SEGMENT / 8;
/** What one new set is charged with of a full segment: so many sets read or titles written, a millisecond or two. */
const SETS_AT_ONCE = 32;
const TITLES_AT_ONCE = 128;

/** An inverted index over the sets: which of them contain a title. */
export interface TitleIndex {
  /** Call within the transaction that added a set: does a step of indexing a segment that is full. */
  advance(newestSetNo: number): void;
  /** For each of the titles the numbers of the sets that contain it. */
  setsWith(titleNos: readonly number[]): ReadonlyMap<number, BitSet>;
  /** Drops what is remembered: a rolled-back transaction may have taken it away. */
  forget(): void;
}

/** A segment that is being indexed. */
interface Build {
  readonly segment: number;
  readonly setsOfTitle: Map<number, BitSet>;
  /** The next of its sets to be read. */
  nextSet: number;
  /** Titles to be written yet, the lowest last; undefined while sets are read. */
  left: number[] | undefined;
}

/**
 * Written in segments, not by title and set: one new set would touch hundreds of pages, a full segment touches each title's place once for
 * all its sets; in steps, so that nobody waits for a segment. The sets after the last indexed segment are read when they are asked about, what a
 * half-written one has says the same again. Set numbers ascend and none is given twice; that of a deleted set may stay here: no host
 * points at it.
 */
export function titleIndex(database: SqliteDatabase): TitleIndex {
  const lastBuilt = database
    .prepare<[], number>('SELECT coalesce(max(segment_no), -1) FROM built_segment')
    .pluck();
  const lastSet = database.prepare<[], number>('SELECT coalesce(max(set_no), 0) FROM software_set').pluck();
  const addBuilt = database.prepare('INSERT INTO built_segment (segment_no) VALUES (?)');
  // One of a build that was cut off may stand there.
  const addPosting = database.prepare(
    'INSERT OR REPLACE INTO title_segment (title_no, segment_no, sets) VALUES (?, ?, ?)',
  );
  const setsBetween = database.prepare<[number, number], { set_no: number; titles: Buffer }>(
    'SELECT set_no, titles FROM software_set WHERE set_no BETWEEN ? AND ? ORDER BY set_no',
  );
  const postings = database.prepare<[number], { segment_no: number; sets: Buffer }>(
    'SELECT segment_no, sets FROM title_segment WHERE title_no = ?',
  );
  let next: number | undefined;
  let building: Build | undefined;

  function readSets(build: Build): void {
    const from = build.segment * SEGMENT;
    const until = Math.min(build.nextSet + SETS_AT_ONCE, from + SEGMENT);
    for (const { set_no, titles } of setsBetween.iterate(build.nextSet, until - 1)) {
      forEachInSet(titles, (titleNo) => {
        const known = build.setsOfTitle.get(titleNo);
        const sets = known ?? bitSet(SEGMENT);
        if (known === undefined) build.setsOfTitle.set(titleNo, sets);
        addBit(sets, set_no - from);
      });
    }
    build.nextSet = until;
    if (until === from + SEGMENT) build.left = [...build.setsOfTitle.keys()].sort((a, b) => b - a);
  }

  /** False once all are written. */
  function writeTitles({ segment, setsOfTitle }: Build, left: number[]): boolean {
    for (const titleNo of left.splice(-TITLES_AT_ONCE).reverse())
      addPosting.run(titleNo, segment, packPosting(setsOfTitle.get(titleNo) ?? bitSet(SEGMENT)));
    return left.length > 0;
  }

  return {
    advance(newestSetNo) {
      if (building === undefined) {
        next ??= (lastBuilt.get() ?? -1) + 1;
        if (newestSetNo < (next + 1) * SEGMENT) return;
        building = { segment: next, setsOfTitle: new Map(), nextSet: next * SEGMENT, left: undefined };
      }
      if (building.left === undefined) readSets(building);
      else if (!writeTitles(building, building.left)) {
        addBuilt.run(building.segment);
        next = building.segment + 1;
        building = undefined;
      }
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
      building = undefined;
    },
  };
}

/** Places within the segment: as differences where that is shorter than a bitmap. The length tells which it is. */
function packPosting(sets: BitSet): Uint8Array {
  const places: number[] = [];
  forEachBit(sets, (place) => places.push(place + 1));
  const packed = packSet(places);
  return packed.length < BITMAP_BYTES ? packed : sets;
}

function readPosting(packed: Uint8Array, from: number, into: BitSet): void {
  if (packed.length === BITMAP_BYTES) into.set(packed.subarray(0, into.length - (from >> 3)), from >> 3);
  else forEachInSet(packed, (place) => addBit(into, from + place - 1));
}
