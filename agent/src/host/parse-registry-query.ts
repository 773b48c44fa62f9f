import type { RegistryKey, RegistryValue } from './host.ts';

/** What `reg query KEY` prints: the key, its values (`    name    REG_SZ    data`), then its subkeys' full names. */
export function parseRegistryQuery(output: string, path: string): RegistryKey {
  const values = new Map<string, RegistryValue>();
  const subkeys: RegistryKey[] = [];
  const depth = path.split('\\').length;
  for (const line of output.split('\n')) {
    const value = /^ {4}(.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/.exec(line);
    if (value !== null) {
      const [, shown = '', type = '', raw = ''] = value;
      // The default value's name is shown in the system's language, in parentheses: no reader asks for it.
      const number = type === 'REG_DWORD' || type === 'REG_QWORD' ? decimalText(raw) : raw;
      values.set(shown.toLowerCase(), { name: shown, type, data: number });
    } else if (line.startsWith('HKEY_')) {
      const parts = line.trimEnd().split('\\');
      if (parts.length > depth) {
        subkeys.push({ name: parts.slice(depth).join('\\'), values: new Map(), subkeys: [] });
      }
    }
  }
  return { name: path.slice(path.lastIndexOf('\\') + 1), values, subkeys };
}

function decimalText(hexadecimal: string): string {
  return /^0x[0-9a-f]+$/i.test(hexadecimal) ? BigInt(hexadecimal).toString() : hexadecimal;
}
