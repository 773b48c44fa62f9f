/** Sections of `[name]` and `key = value` lines, names in lower case; comments dropped. */
export function parseIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split('\n')) {
    const header = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (header !== undefined) {
      const name = header.trim().toLowerCase();
      current = sections.get(name) ?? new Map();
      sections.set(name, current);
      continue;
    }
    const [, key, value] = /^\s*([\w.-]+)\s*=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) current?.set(key.toLowerCase(), value.trim());
  }
  return sections;
}

/** Stanzas of `Name:` and indented `key=value` lines (IBM MQ), in the order of the file. */
export function parseStanzas(
  text: string,
): { readonly name: string; readonly values: Map<string, string> }[] {
  const stanzas: { name: string; values: Map<string, string> }[] = [];
  for (const line of text.split('\n')) {
    const name = /^(\w+):\s*$/.exec(line)?.[1];
    const [, key, value] = /^\s+(\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) stanzas.push({ name, values: new Map() });
    else if (key !== undefined && value !== undefined) stanzas.at(-1)?.values.set(key, value.trim());
  }
  return stanzas;
}
