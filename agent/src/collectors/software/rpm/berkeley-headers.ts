const HASH_MAGIC = 0x061561;
const PAGE_HEAD = 26;
const UNSORTED_HASH_PAGE = 2;
const OVERFLOW_PAGE = 7;
const HASH_PAGE = 13;
const INLINE = 1;
const OFF_PAGE = 3;

/** A header of less is none: one index entry is longer. The database's own counter is kept as such a value. */
const SHORTEST = 24;

/**
 * The headers in a Berkeley DB hash file (`Packages`, until RHEL 8 and SLES 12; Berkeley DB's dbinc/db_page.h): on every hash page,
 * pairs of key and value, where a long value is a chain of overflow pages. In the byte order of the machine that wrote it.
 */
export function* berkeleyHeaders(file: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 512) throw new Error('not a Berkeley DB package database');
  const little = view.getUint32(12, true) === HASH_MAGIC;
  if (!little && view.getUint32(12, false) !== HASH_MAGIC)
    throw new Error('not a Berkeley DB package database');
  const size = view.getUint32(20, little);
  if (size < 512 || size > 65_536 || (size & (size - 1)) !== 0) throw new Error('damaged package database');

  for (let page = size; page + size <= file.byteLength; page += size) {
    const type = file[page + 25];
    if (type !== HASH_PAGE && type !== UNSORTED_HASH_PAGE) continue;
    const entries = view.getUint16(page + 20, little);
    if (PAGE_HEAD + entries * 2 > size) throw new Error('damaged package database');
    const offset = (entry: number) => view.getUint16(page + PAGE_HEAD + entry * 2, little);
    for (let entry = 1; entry < entries; entry += 2) {
      const start = page + offset(entry);
      const end = page + offset(entry - 1);
      if (end > page + size || start >= end) throw new Error('damaged package database');
      const kind = file[start];
      if (kind === INLINE && end - start - 1 >= SHORTEST) yield file.subarray(start + 1, end);
      if (kind === OFF_PAGE && end - start >= 12) {
        yield chain(
          file,
          view,
          little,
          size,
          view.getUint32(start + 4, little),
          view.getUint32(start + 8, little),
        );
      }
    }
  }
}

function chain(
  file: Uint8Array,
  view: DataView,
  little: boolean,
  size: number,
  first: number,
  length: number,
): Uint8Array {
  if (length > file.byteLength) throw new Error('damaged package database');
  const value = new Uint8Array(length);
  let filled = 0;
  for (let page = first; filled < length; ) {
    const at = page * size;
    if (page === 0 || at + size > file.byteLength || file[at + 25] !== OVERFLOW_PAGE) {
      throw new Error('damaged package database');
    }
    const count = Math.min(view.getUint16(at + 22, little), size - PAGE_HEAD, length - filled);
    if (count === 0) throw new Error('damaged package database');
    value.set(file.subarray(at + PAGE_HEAD, at + PAGE_HEAD + count), filled);
    filled += count;
    page = view.getUint32(at + 16, little);
  }
  return value;
}
