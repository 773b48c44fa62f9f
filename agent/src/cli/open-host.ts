import { readdirSync } from 'node:fs';
import type { Host } from '../host/host.ts';
import { localHost } from '../host/local-host.ts';
import { rootedHost } from '../host/rooted-host.ts';
import type { Flags } from './program.ts';

/** The host that the flags name, or what is wrong with them. */
export function openHost(flags: Flags): Host | string {
  const { root, commands } = flags as { root?: string; commands?: string };
  if (root === undefined) {
    return commands === undefined ? localHost() : '--commands goes with --root';
  }
  const fault = [root, commands].flatMap((path) => (path === undefined ? [] : folderFault(path)))[0];
  return fault ?? rootedHost({ root, commands });
}

function folderFault(path: string): string[] {
  try {
    readdirSync(path);
    return [];
  } catch (error) {
    return [`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`];
  }
}
