import type { CimRow } from './cim-rows.ts';

/**
 * Instances as wmic prints them: `Name=value` lines, a new instance where a name comes again, or (Wine, which ignores `/value`)
 * a table whose header says where each column starts.
 */
export function parseWmic(output: string, properties: readonly string[]): CimRow[] {
  // wmic ends its lines with CR CR LF.
  const lines = output.split('\n').map((line) => line.replace(/\r+$/, ''));
  const isList = lines.some((line) => properties.some((name) => line.startsWith(`${name}=`)));
  return isList ? parseList(lines, properties) : parseTable(lines, properties);
}

function parseList(lines: readonly string[], properties: readonly string[]): CimRow[] {
  const rows: Record<string, string | null>[] = [];
  for (const line of lines) {
    const at = line.indexOf('=');
    const name = line.slice(0, Math.max(0, at));
    if (at < 0 || !properties.includes(name)) continue;
    const last = rows.at(-1);
    const row = last === undefined || last[name] !== undefined ? {} : last;
    if (row !== last) rows.push(row);
    row[name] = line.slice(at + 1).trim() || null;
  }
  return rows.map((row) => Object.fromEntries(properties.map((name) => [name, row[name] ?? null])));
}

function parseTable(lines: readonly string[], properties: readonly string[]): CimRow[] {
  const head = lines.findIndex((line) => line.trim() !== '');
  const header = lines[head] ?? '';
  const columns = [...header.matchAll(/\S+ */g)].map(({ 0: text, index }) => ({
    name: text.trim(),
    start: index,
    end: index + text.length,
  }));
  if (!columns.some(({ name }) => properties.includes(name))) return [];
  return lines
    .slice(head + 1)
    .filter((line) => line.trim() !== '')
    .map((line) =>
      Object.fromEntries(
        properties.map((property) => {
          const column = columns.find(({ name }) => name === property);
          return [property, (column && line.slice(column.start, column.end).trim()) || null];
        }),
      ),
    );
}
