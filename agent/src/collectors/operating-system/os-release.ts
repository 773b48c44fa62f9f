/** Fields of an os-release file (os-release(5)): shell assignments, quoted or not; later ones win. */
export function parseOsRelease(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, unquote(value.trim()));
  }
  return fields;
}

/** As a POSIX shell would: single quotes keep everything, in double quotes a backslash escapes $ ` " \. */
function unquote(value: string): string {
  const quote = value[0];
  if (quote === "'" && value.endsWith("'") && value.length > 1) return value.slice(1, -1);
  if (quote === '"' && value.endsWith('"') && value.length > 1) {
    return value.slice(1, -1).replace(/\\([$`"\\])/g, '$1');
  }
  return value.replace(/\\(.)/g, '$1');
}
