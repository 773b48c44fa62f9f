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
  try {
    return rootedHost({ root, commands });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    return `${path ?? root}: cannot be read (${code ?? error})`;
  }
}
