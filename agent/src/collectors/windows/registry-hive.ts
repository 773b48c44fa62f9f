import type { RegistryKey, RegistryValue } from '../../host/host.ts';

/** Offsets in a hive count from the end of its base block. */
const BASE = 4096;
/** Names in one byte a character (Latin-1) instead of UTF-16. */
const NARROW_KEY = 0x20;
const NARROW_VALUE = 0x01;
/** In a value's size: the data stands where its offset would. */
const INLINE = 0x8000_0000;
/** More subkeys or values than any key has; a list that names more is damaged. */
const MAX_ENTRIES = 65_536;
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'REG_SZ'],
  [2, 'REG_EXPAND_SZ'],
  [4, 'REG_DWORD'],
]);

/**
 * A key of a registry hive file ("regf", as Windows writes NTUSER.DAT) with `levels` of keys below it; undefined where it is
 * absent. Data of other types than strings and REG_DWORD is left empty. Throws for a file that is no hive, is damaged, or was
 * not closed: its newest changes then stand in a log beside it.
 */
export function hiveKey(bytes: Uint8Array, path: string, levels: number): RegistryKey | undefined {
  const hive = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (hive.getUint32(0) !== 0x72656766) throw new Error('not a registry hive');
    if (word(hive, 4) !== word(hive, 8)) throw new Error('a registry hive that was not closed');
    let key: number | undefined = BASE + word(hive, 36);
    for (const part of path.toLowerCase().split('\\')) {
      key = subkeys(hive, key).find((below) => keyName(hive, below).toLowerCase() === part);
      if (key === undefined) return undefined;
    }
    return keyAt(hive, key, levels);
  } catch (error) {
    if (error instanceof RangeError) throw new Error('a damaged registry hive');
    throw error;
  }
}

function keyAt(hive: DataView, key: number, levels: number): RegistryKey {
  const below = levels === 0 ? [] : subkeys(hive, key);
  return {
    name: keyName(hive, key),
    values: new Map(valuesOf(hive, key).map((value) => [value.name.toLowerCase(), value])),
    subkeys: below.map((subkey) => keyAt(hive, subkey, levels - 1)),
  };
}

/** Cells are known by their place; their content follows their size. */
function content(cell: number): number {
  return cell + 4;
}

function word(hive: DataView, offset: number): number {
  return hive.getUint32(offset, true);
}

function keyName(hive: DataView, key: number): string {
  const at = expect(hive, key, 'nk');
  const narrow = (hive.getUint16(at + 2, true) & NARROW_KEY) !== 0;
  return text(hive, at + 76, hive.getUint16(at + 72, true), narrow);
}

function subkeys(hive: DataView, key: number): number[] {
  const at = expect(hive, key, 'nk');
  return word(hive, at + 20) === 0 ? [] : listed(hive, BASE + word(hive, at + 28), 2);
}

/** Lists of keys: `lf` and `lh` with a hash beside each, `li` without, `ri` of further lists. */
function listed(hive: DataView, list: number, depth: number): number[] {
  const at = content(list);
  const kind = text(hive, at, 2, true);
  const count = hive.getUint16(at + 2, true);
  const step = kind === 'lf' || kind === 'lh' ? 8 : 4;
  if (!['lf', 'lh', 'li', 'ri'].includes(kind) || depth === 0) throw new RangeError(kind);
  const entries = Array.from({ length: count }, (_, index) => BASE + word(hive, at + 4 + index * step));
  if (kind !== 'ri') return entries;
  const all: number[] = [];
  for (const entry of entries) {
    all.push(...listed(hive, entry, depth - 1));
    if (all.length > MAX_ENTRIES) throw new RangeError('subkeys');
  }
  return all;
}

function valuesOf(hive: DataView, key: number): RegistryValue[] {
  const at = expect(hive, key, 'nk');
  const count = word(hive, at + 36);
  if (count > MAX_ENTRIES) throw new RangeError('values');
  const list = content(BASE + word(hive, at + 40));
  return Array.from({ length: count }, (_, index) => valueAt(hive, BASE + word(hive, list + index * 4)));
}

function valueAt(hive: DataView, value: number): RegistryValue {
  const at = expect(hive, value, 'vk');
  const narrow = (hive.getUint16(at + 16, true) & NARROW_VALUE) !== 0;
  const name = text(hive, at + 20, hive.getUint16(at + 2, true), narrow);
  const type = word(hive, at + 12);
  const size = word(hive, at + 4);
  const start = size >= INLINE ? at + 8 : content(BASE + word(hive, at + 8));
  return { name, type: TYPES.get(type) ?? `type ${type}`, data: dataOf(hive, type, start, size % INLINE) };
}

/** Longer data is split over cells; no text that is asked for is as long. */
const MAX_DATA = 16_344;

function dataOf(hive: DataView, type: number, start: number, size: number): string {
  if (type === 4 && size === 4) return String(word(hive, start));
  if ((type !== 1 && type !== 2) || size > MAX_DATA) return '';
  return text(hive, start, size, false).replace(/\0.*$/s, '');
}

function expect(hive: DataView, cell: number, signature: string): number {
  const at = content(cell);
  if (text(hive, at, 2, true) !== signature) throw new RangeError(signature);
  return at;
}

function text(hive: DataView, offset: number, length: number, narrow: boolean): string {
  if (offset + length > hive.byteLength) throw new RangeError('text');
  const bytes = Buffer.from(hive.buffer, hive.byteOffset + offset, length);
  return bytes.toString(narrow ? 'latin1' : 'utf16le');
}
