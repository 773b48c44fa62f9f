/** Text of a `.reg` file: values by name, by key. Numbers become REG_DWORD. */
export function registryExport(
  keys: Readonly<Record<string, Readonly<Record<string, string | number>>>>,
): string {
  const lines = Object.entries(keys).flatMap(([key, values]) => [
    '',
    `[${key.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\').replace(/^HKU\\/, 'HKEY_USERS\\')}]`,
    ...Object.entries(values).map(([name, data]) => `${name === '' ? '@' : quoted(name)}=${dataOf(data)}`),
  ]);
  return `Windows Registry Editor Version 5.00\n${lines.join('\n')}\n`;
}

function dataOf(data: string | number): string {
  return typeof data === 'number' ? `dword:${data.toString(16).padStart(8, '0')}` : quoted(data);
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
