/** A set of small non-negative integers, one bit each. */
export interface BitSet {
  add(number: number): void;
  /** Adds what a bitmap says: its first bit stands for `from`, a multiple of eight. */
  addBytes(bitmap: Uint8Array, from: number): void;
  has(number: number): boolean;
}

/** For numbers below `limit`; others are never in it. */
export function bitSet(limit: number): BitSet {
  const bits = new Uint8Array((limit + 7) >> 3);
  return {
    add(number) {
      bits[number >> 3] = (bits[number >> 3] ?? 0) | (1 << (number & 7));
    },
    addBytes: (bitmap, from) => bits.set(bitmap.subarray(0, bits.length - (from >> 3)), from >> 3),
    has: (number) => ((bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0,
  };
}
