/** Packs ascending, distinct numbers as varint differences: about one byte a title. */
export function packSet(ascending: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  let previous = 0;
  for (const number of ascending) {
    let delta = number - previous;
    while (delta > 0x7f) {
      bytes.push((delta & 0x7f) | 0x80);
      delta >>>= 7;
    }
    bytes.push(delta);
    previous = number;
  }
  return Uint8Array.from(bytes);
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
