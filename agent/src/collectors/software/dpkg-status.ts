import type { RawItem } from './software-item.ts';

/** No system has as many packages: such a file is something else. */
const MAX_PACKAGES = 100_000;

/**
 * Packages of a status file, from its bytes. Read as Latin-1, in which every byte is a character, a file of a megabyte costs a
 * quarter of what it costs as UTF-8; what is not ASCII is decoded field by field. Only stanzas as dpkg itself writes them are
 * taken apart here, all others as `parseDpkgStatus` does.
 */
export function readDpkgStatus(bytes: Uint8Array): RawItem[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = file.toString('latin1');
  const items: RawItem[] = [];
  for (let start = 0; start < text.length; ) {
    const blank = text.indexOf('\n\n', start);
    const end = blank === -1 ? text.length : blank;
    const stanza = text.slice(start, end);
    const item = plainStanza(stanza);
    if (item === undefined) items.push(...parseDpkgStatus(utf8(stanza)));
    else if (item !== null) items.push(item);
    if (items.length > MAX_PACKAGES) throw tooMany();
    start = end + 2;
  }
  return items;
}

/** A package; null where it is not installed, undefined for a stanza that is not as dpkg writes them. */
function plainStanza(stanza: string): RawItem | null | undefined {
  if (!stanza.startsWith('Package: ')) return undefined;
  const state = fieldOf(stanza, '\nStatus: ');
  if (state === undefined) return undefined;
  if (!isInstalled(state)) return null;
  const name = utf8(stanza.slice('Package: '.length, stanza.indexOf('\n')));
  const version = fieldOf(stanza, '\nVersion: ');
  const architecture = fieldOf(stanza, '\nArchitecture: ');
  const publisher = fieldOf(stanza, '\nMaintainer: ');
  if (version === undefined || architecture === undefined || publisher === undefined) return undefined;
  return { name, version, architecture, publisher };
}

function fieldOf(stanza: string, name: string): string | undefined {
  const at = stanza.indexOf(name);
  if (at === -1) return undefined;
  const end = stanza.indexOf('\n', at + name.length);
  return utf8(stanza.slice(at + name.length, end === -1 ? stanza.length : end));
}

/** A text that was read as Latin-1, in the encoding it is in. */
function utf8(text: string): string {
  return /[\u0080-\u00ff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

function tooMany(): Error {
  return new Error(`more than ${MAX_PACKAGES} packages`);
}

/**
 * Packages of a status file (deb822 stanzas) whose state is installed; a stanza without `Status` (status.d) is. One expression
 * walks the whole file, which the engine does natively, and stops only at the five fields and at a stanza's end.
 */
export function parseDpkgStatus(text: string): RawItem[] {
  const items: RawItem[] = [];
  let stanza = emptyStanza();
  const fieldOrEnd = /^(?:(Package|Status|Version|Architecture|Maintainer):(.*)|)$/gim;
  for (let match = fieldOrEnd.exec(text); match !== null; match = fieldOrEnd.exec(text)) {
    const [, field, value = ''] = match;
    if (field !== undefined) {
      setField(stanza, field, value);
    } else {
      fieldOrEnd.lastIndex += 1;
      if (stanza.name !== null && stanza.installed) items.push(stanza);
      if (items.length > MAX_PACKAGES) throw tooMany();
      stanza = emptyStanza();
    }
  }
  if (stanza.name !== null && stanza.installed) items.push(stanza);
  return items;
}

interface Stanza {
  name: string | null;
  version: string | null;
  architecture: string | null;
  publisher: string | null;
  installed: boolean;
}

function emptyStanza(): Stanza {
  return { name: null, version: null, architecture: null, publisher: null, installed: true };
}

function setField(stanza: Stanza, field: string, value: string): void {
  switch (field.toLowerCase()) {
    case 'package':
      stanza.name = value.trim();
      break;
    case 'version':
      stanza.version = value.trim();
      break;
    case 'architecture':
      stanza.architecture = value.trim();
      break;
    case 'maintainer':
      stanza.publisher = value.trim();
      break;
    case 'status':
      stanza.installed = isInstalled(value);
      break;
  }
}

/** The third word of `hold ok installed`: what is wanted of the package is not what it is. */
export function isInstalled(state: string): boolean {
  const words = state.trim();
  return words === 'install ok installed' || words.split(/\s+/)[2] === 'installed';
}
