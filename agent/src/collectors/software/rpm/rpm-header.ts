import type { RawItem } from '../software-item.ts';

const NAME = 1000;
const VERSION = 1001;
const RELEASE = 1002;
const EPOCH = 1003;
const VENDOR = 1011;
const ARCHITECTURE = 1022;

const WANTED: ReadonlySet<number> = new Set([NAME, VERSION, RELEASE, EPOCH, VENDOR, ARCHITECTURE]);

const INDEX_ENTRY = 16;
const UTF8 = new TextDecoder();

/**
 * A package's header as every rpm database stores it (rpm's docs/manual/hregions.md and format_header.md): the number of
 * index entries, the length of the data, the entries (tag, type, offset, count), the data, all big-endian. Undefined for
 * a key that rpm trusts. Throws for a damaged header.
 */
export function parseRpmHeader(bytes: Uint8Array): RawItem | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = bytes.byteLength < 8 ? 0 : view.getUint32(0);
  const data = 8 + entries * INDEX_ENTRY;
  if (entries === 0 || data + view.getUint32(4) > bytes.byteLength) throw new Error('damaged package header');
  // Most tags are lists of files.
  const offsets = new Map<number, number>();
  for (let at = 8; at < data; at += INDEX_ENTRY) {
    const tag = view.getUint32(at);
    if (WANTED.has(tag) && !offsets.has(tag)) offsets.set(tag, data + view.getUint32(at + 8));
  }

  const text = (tag: number): string | undefined => {
    const start = offsets.get(tag);
    if (start === undefined || start >= bytes.length) return undefined;
    const end = bytes.indexOf(0, start);
    return UTF8.decode(bytes.subarray(start, end === -1 ? bytes.length : end));
  };
  const name = text(NAME);
  if (name === undefined) throw new Error('damaged package header');
  if (name === 'gpg-pubkey') return undefined;
  const epoch = offsets.get(EPOCH);
  const prefix = epoch === undefined || epoch + 4 > bytes.length ? '' : `${view.getUint32(epoch)}:`;
  return {
    name,
    version: `${prefix}${text(VERSION) ?? ''}-${text(RELEASE) ?? ''}`,
    architecture: text(ARCHITECTURE),
    publisher: text(VENDOR),
  };
}
