import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** A row of software that was in a valid report, and the bytes of its canonical form, each as the character of its number. */
export interface KnownRow {
  readonly bytes: string;
  readonly item: SoftwareItem;
  /** The known row that came after it last: it most likely does again. */
  next: KnownRow | undefined;
  /** In which generation it was seen last. */
  seen: number;
}

export interface KnownRows {
  find(bytes: string): KnownRow | undefined;
  /** The row that most likely comes after this one. */
  after(row: KnownRow): KnownRow | undefined;
  /** Only for rows of reports that passed every check. */
  add(item: SoftwareItem): void;
}

/** Remembers the rows seen lately: at least `size` bytes of them, at most about twice as many. */
export function createKnownRows(size = 8 * 1024 * 1024): KnownRows {
  let young = new Map<string, KnownRow>();
  let old = new Map<string, KnownRow>();
  let generation = 0;
  let left = size;

  function keep(row: KnownRow): void {
    if (left <= 0) beginGeneration();
    row.seen = generation;
    young.set(row.bytes, row);
    left -= row.bytes.length;
  }

  function beginGeneration(): void {
    // One that is forgotten must not keep those that came after it.
    for (const row of old.values()) if (row.seen !== generation) row.next = undefined;
    [old, young] = [young, new Map()];
    generation++;
    left = size;
  }

  return {
    find(bytes) {
      const row = young.get(bytes);
      if (row !== undefined) return row;
      const aged = old.get(bytes);
      if (aged !== undefined) keep(aged);
      return aged;
    },
    after: ({ next }) => (next?.seen === generation ? next : undefined),
    add: (item) =>
      keep({
        bytes: Buffer.from(JSON.stringify(item)).toString('latin1'),
        item,
        next: undefined,
        seen: generation,
      }),
  };
}
