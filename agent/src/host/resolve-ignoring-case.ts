import { readdirSync } from 'node:fs';
import { resolveInRoot } from './resolve-in-root.ts';

/**
 * Where a Windows path (`C:\ProgramData\x`) leads in a folder that holds a machine's drives (`C/ProgramData/x`). Windows
 * compares names without case, the file system that holds the folder may not.
 */
export function resolveIgnoringCase(root: string, path: string): string {
  let spelled = '';
  for (const part of path.replace(/^([A-Za-z]):/, '$1').split(/[\\/]+/)) {
    if (part !== '') spelled += `/${spelledIn(resolveInRoot(root, spelled), part)}`;
  }
  return resolveInRoot(root, spelled);
}

function spelledIn(folder: string, name: string): string {
  const names = readdirSync(folder).sort();
  if (names.includes(name)) return name;
  return names.find((candidate) => candidate.toLowerCase() === name.toLowerCase()) ?? name;
}
