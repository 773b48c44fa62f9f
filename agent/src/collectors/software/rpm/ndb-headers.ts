const PAGE = 4096;
const SLOT = 16;
const BLOCK = 16;
const BLOB_HEAD = 16;
const MAGIC = 0x506d7052; // RpmP
const SLOT_MAGIC = 0x746f6c53; // Slot
const BLOB_MAGIC = 0x53626c42; // BlbS

/**
 * The headers in an NDB file (`Packages.db`, SUSE; rpm's lib/backend/ndb/rpmpkg.c): pages of slots (magic, package, block
 * offset, block count) after a head of two slots, then the blobs (magic, package, generation, length, data). Little-endian.
 */
export function* ndbHeaders(file: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 32 || view.getUint32(0, true) !== MAGIC)
    throw new Error('not an NDB package database');
  const slotsEnd = view.getUint32(12, true) * PAGE;
  if (slotsEnd === 0 || slotsEnd > file.byteLength) throw new Error('damaged package database');
  for (let slot = 2 * SLOT; slot < slotsEnd; slot += SLOT) {
    if (view.getUint32(slot, true) !== SLOT_MAGIC) throw new Error('damaged package database');
    const blob = view.getUint32(slot + 8, true) * BLOCK;
    if (blob === 0) continue;
    if (blob + BLOB_HEAD > file.byteLength || view.getUint32(blob, true) !== BLOB_MAGIC) {
      throw new Error('damaged package database');
    }
    const start = blob + BLOB_HEAD;
    const length = view.getUint32(blob + 12, true);
    if (start + length > file.byteLength) throw new Error('damaged package database');
    yield file.subarray(start, start + length);
  }
}
