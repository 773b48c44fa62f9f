/** One structure of the SMBIOS table: `data` is its formatted part, header included. */
export interface SmbiosStructure {
  readonly type: number;
  readonly data: DataView;
  readonly strings: readonly string[];
}

const HEADER_LENGTH = 4;
const END_OF_TABLE = 127;
const MAX_STRUCTURES = 65_536;

/**
 * Walks a table (DMTF DSP0134 §6.1). Stops at its end marker, at the end of the bytes, or at a structure that cannot be
 * one, and gives what was whole until then: firmware tables are known to end in garbage.
 */
export function smbiosStructures(table: Uint8Array): SmbiosStructure[] {
  const structures: SmbiosStructure[] = [];
  let offset = 0;
  while (offset + HEADER_LENGTH <= table.length && structures.length < MAX_STRUCTURES) {
    const type = table[offset] ?? END_OF_TABLE;
    const length = table[offset + 1] ?? 0;
    if (type === END_OF_TABLE || length < HEADER_LENGTH || offset + length > table.length) break;
    const { strings, end } = stringsAt(table, offset + length);
    structures.push({ type, data: new DataView(table.buffer, table.byteOffset + offset, length), strings });
    offset = end;
  }
  return structures;
}

/** The strings after a formatted part: each ended by a NUL, the set by one more; an empty set is two NULs. */
function stringsAt(table: Uint8Array, start: number): { strings: string[]; end: number } {
  const strings: string[] = [];
  let position = start;
  while (position < table.length && table[position] !== 0) {
    const stop = table.indexOf(0, position);
    const end = stop === -1 ? table.length : stop;
    strings.push(Buffer.from(table.buffer, table.byteOffset + position, end - position).toString('utf8'));
    position = end + 1;
  }
  return { strings, end: strings.length === 0 ? position + 2 : position + 1 };
}

/** A byte of the formatted part, or null where this structure is older than the field. */
export function byteAt({ data }: SmbiosStructure, offset: number): number | null {
  return offset < data.byteLength ? data.getUint8(offset) : null;
}

export function wordAt({ data }: SmbiosStructure, offset: number): number | null {
  return offset + 1 < data.byteLength ? data.getUint16(offset, true) : null;
}

/** The string that the byte at `offset` numbers, from 1; null for none. */
export function stringAt(structure: SmbiosStructure, offset: number): string | null {
  const index = byteAt(structure, offset);
  return index === null || index === 0 ? null : (structure.strings[index - 1] ?? null);
}
