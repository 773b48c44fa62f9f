const LONGEST_VARINT = 5;

/** Packs ascending numbers as varint differences: about one byte a title. One that is repeated is packed once. */
export function packSet(ascending: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(ascending.length * LONGEST_VARINT);
  let length = 0;
  let previous = 0;
  for (let index = 0; index < ascending.length; index++) {
    let delta = (ascending[index] as number) - previous;
    if (delta === 0) continue;
    previous += delta;
    while (delta > 0x7f) {
      bytes[length++] = (delta & 0x7f) | 0x80;
      delta >>>= 7;
    }
    bytes[length++] = delta;
  }
  return bytes.slice(0, length);
}

export function unpackSet(packed: Uint8Array): Uint32Array {
  const numbers = new Uint32Array(packed.length);
  let count = 0;
  forEachInSet(packed, (number) => {
    numbers[count++] = number;
  });
  return numbers.slice(0, count);
}

export function forEachInSet(packed: Uint8Array, visit: (number: number) => void): void {
  let value = 0;
  let shift = 0;
  let delta = 0;
  for (let index = 0; index < packed.length; index++) {
    const byte = packed[index] as number;
    delta |= (byte & 0x7f) << shift;
    if (byte & 0x80) {
      shift += 7;
      continue;
    }
    value += delta;
    visit(value);
    delta = 0;
    shift = 0;
  }
}
