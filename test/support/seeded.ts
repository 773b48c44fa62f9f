/** Chance that is the same in every run with the same seed. */
export interface Seeded {
  /** In [0, 1). */
  next(): number;
  between(min: number, max: number): number;
  chance(share: number): boolean;
  pick<Value>(list: readonly Value[]): Value;
}

/** mulberry32. */
export function seeded(seed: number): Seeded {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    chance: (share) => next() < share,
    pick: <Value>(list: readonly Value[]) => list[Math.floor(next() * list.length)] as Value,
  };
}
