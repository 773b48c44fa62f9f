import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './agent-program.ts';

/** A host tree that scans in a moment, and a way to change what a scan of it says. */
export function smallHost(): { readonly root: string; change(mark: string): void } {
  const root = temporaryFolder('root');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  const change = (mark: string) => write('etc/hostname', `${mark}\n`);
  change('db01');
  return { root, change };
}
