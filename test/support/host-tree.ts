import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Host } from '../../agent/src/host/host.ts';
import { rootedHost } from '../../agent/src/host/rooted-host.ts';

export interface HostTree {
  readonly host: Host;
  /** Folder that stands for `/`. */
  readonly root: string;
}

/** A tree of files by absolute path, gone when the test ends, and the host that reads it. */
export function hostTree(
  files: Readonly<Record<string, string | Uint8Array>>,
  commands: Readonly<Record<string, string | Uint8Array>> = {},
): HostTree {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-tree-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'root');
  mkdirSync(root);
  mkdirSync(join(folder, 'commands'));
  for (const [path, content] of Object.entries(files)) write(join(root, path), content);
  for (const [name, output] of Object.entries(commands)) write(join(folder, 'commands', name), output);
  return { root, host: rootedHost({ root, commands: join(folder, 'commands') }) };
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
