/** Small non-negative integers, one bit each: number n is bit n & 7 of byte n >> 3. */
export type BitSet = Uint8Array;

/** Empty, with room for numbers below `limit`. */
export function bitSet(limit: number): BitSet {
  return new Uint8Array((limit + 7) >> 3);
}

export function addBit(bits: BitSet, number: number): void {
  bits[number >> 3] = (bits[number >> 3] ?? 0) | (1 << (number & 7));
}

/** Numbers beyond its room are not in it. */
export function hasBit(bits: BitSet, number: number): boolean {
  return ((bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
}

/** Ascending. */
export function forEachBit(bits: BitSet, visit: (number: number) => void): void {
  for (let index = 0; index < bits.length; index++) {
    let byte = bits[index] as number;
    for (let number = index << 3; byte !== 0; number++, byte >>= 1) if (byte & 1) visit(number);
  }
}
