import type { RegistryValue } from './host.ts';

export interface ExportedKey {
  readonly path: string;
  readonly values: readonly RegistryValue[];
}

/**
 * The keys of a `.reg` file (`reg export`; versions 5.00 and REGEDIT4), with its text already decoded. Strings may hold line
 * breaks; binary data is continued over lines by a backslash. Deletions (`[-KEY]`, `"x"=-`) and damaged lines are left out.
 */
export function parseRegistryExport(text: string): ExportedKey[] {
  const ansi = text.startsWith('REGEDIT4');
  const lines = text.split('\n');
  const keys: ExportedKey[] = [];
  let values: RegistryValue[] | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.startsWith('[')) {
      values = undefined;
      const end = line.lastIndexOf(']');
      if (end < 2 || line[1] === '-') continue;
      values = [];
      keys.push({ path: line.slice(1, end), values });
    } else if (values !== undefined && (line.startsWith('"') || line.startsWith('@='))) {
      const statement = wholeStatement(lines, index);
      index = statement.lastLine;
      const value = parseValue(statement.text, ansi);
      if (value !== undefined) values.push(value);
    }
  }
  return keys;
}

/** A value's statement may go on over lines: a string until its closing quote, binary data while lines end in `\`. */
function wholeStatement(lines: readonly string[], first: number): { text: string; lastLine: number } {
  let lastLine = first;
  const text = lines[first] ?? '';
  const data = dataStart(text);
  if (data !== undefined && text[data] === '"') {
    const parts = [text];
    // A closing quote is looked for only at a line's end: where it stands unescaped, the string is over.
    while (!endsString(parts, data) && lastLine + 1 < lines.length && !startsKey(lines[lastLine + 1])) {
      lastLine += 1;
      parts.push(lines[lastLine] ?? '');
    }
    return { text: parts.join('\n'), lastLine };
  }
  const parts = [text];
  if (!text.endsWith('\\')) return { text, lastLine };
  while (parts.at(-1)?.endsWith('\\') && lastLine + 1 < lines.length) {
    lastLine += 1;
    parts.push((lines[lastLine] ?? '').trim());
  }
  return { text: parts.join('').replaceAll('\\', ''), lastLine };
}

function startsKey(line: string | undefined): boolean {
  return line?.startsWith('[HKEY_') ?? false;
}

function endsString(parts: readonly string[], data: number): boolean {
  const last = parts.at(-1) ?? '';
  if (!last.endsWith('"')) return false;
  if (parts.length === 1 && last.length <= data + 1) return false;
  let slashes = 0;
  while (last[last.length - 2 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 0;
}

/** Index of the first character of a value's data, after `@=` or `"name"=`. */
function dataStart(text: string): number | undefined {
  if (text.startsWith('@=')) return 2;
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return text[index + 1] === '=' ? index + 2 : undefined;
  }
  return undefined;
}

function parseValue(text: string, ansi: boolean): RegistryValue | undefined {
  const start = dataStart(text);
  if (start === undefined) return undefined;
  const name = text.startsWith('@') ? '' : unescapeText(text.slice(1, start - 2));
  const data = text.slice(start);
  if (data.startsWith('"')) {
    return { name, type: 'REG_SZ', data: unescapeText(data.slice(1, data.endsWith('"') ? -1 : undefined)) };
  }
  const colon = data.indexOf(':');
  if (colon < 0) return undefined;
  const body = data.slice(colon + 1);
  switch (data.slice(0, colon)) {
    case 'dword':
      if (!/^[0-9a-f]{1,8}$/i.test(body)) return undefined;
      return { name, type: 'REG_DWORD', data: String(Number.parseInt(body, 16)) };
    case 'hex(1)':
      return { name, type: 'REG_SZ', data: decodeString(bytesOf(body), ansi) };
    case 'hex(2)':
      return { name, type: 'REG_EXPAND_SZ', data: decodeString(bytesOf(body), ansi) };
    case 'hex(7)':
      return { name, type: 'REG_MULTI_SZ', data: decodeStrings(bytesOf(body), ansi) };
    case 'hex(b)':
      return { name, type: 'REG_QWORD', data: decodeQword(bytesOf(body)) };
    case 'hex':
      return { name, type: 'REG_BINARY', data: bytesOf(body).toString('hex') };
    default:
      return { name, type: 'REG_NONE', data: '' };
  }
}

function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}

function bytesOf(body: string): Buffer {
  return Buffer.from(body.replace(/[\s,]/g, ''), 'hex');
}

function decodeString(bytes: Buffer, ansi: boolean): string {
  const text = bytes.toString(ansi ? 'latin1' : 'utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function decodeStrings(bytes: Buffer, ansi: boolean): string {
  return bytes
    .toString(ansi ? 'latin1' : 'utf16le')
    .split('\0')
    .filter((part) => part !== '')
    .join('\n');
}

function decodeQword(bytes: Buffer): string {
  return bytes.length === 8 ? bytes.readBigUInt64LE().toString() : '';
}
