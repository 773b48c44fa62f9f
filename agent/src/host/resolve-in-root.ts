import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { HostReadError } from './host.ts';

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40;

/**
 * Where a path leads inside `root`, every symbolic link resolved as if `root` were `/` (as after chroot): absolute
 * links start again at the root and `..` never leaves it. Throws the system call's error, or HostReadError for a loop.
 */
export function resolveInRoot(root: string, path: string): string {
  const pending = parts(path).reverse();
  let resolved: string[] = [];
  let links = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '..') {
      resolved.pop();
      continue;
    }
    const candidate = join(root, ...resolved, part);
    if (!lstatSync(candidate).isSymbolicLink()) {
      resolved.push(part);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw new HostReadError('failed', `${path}: too many symbolic links`);
    const target = readlinkSync(candidate);
    if (target.startsWith('/')) resolved = [];
    pending.push(...parts(target).reverse());
  }
  return join(root, ...resolved);
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
