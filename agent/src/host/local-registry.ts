import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileTree } from './file-tree.ts';
import { type Host, HostReadError, type RegistryKey } from './host.ts';
import { parseRegistryExport } from './parse-registry-export.ts';
import { parseRegistryQuery } from './parse-registry-query.ts';
import { registryTree } from './registry-tree.ts';
import { runCommand } from './run-command.ts';

const TIMEOUT_MS = 20_000;
const MAX_EXPORT_BYTES = 64 * 1024 * 1024;

/**
 * The registry of the machine this process runs on, by reg.exe. `reg export` rather than `reg query` wherever text can
 * be in any language: the first writes UTF-16, the second the console's code page. reg.exe says only that it failed, in the
 * system's language: whether a key is absent or closed to us is told by the names below its parent.
 */
export function localRegistry(): Host['registry'] {
  const listed = new Map<string, Promise<RegistryKey | undefined>>();

  function listing(path: string): Promise<RegistryKey | undefined> {
    const id = path.toLowerCase();
    const known = listed.get(id) ?? list(path);
    listed.set(id, known);
    return known;
  }

  async function list(path: string): Promise<RegistryKey | undefined> {
    try {
      return parseRegistryQuery(await reg(['query', path]), path);
    } catch (error) {
      return undefinedIfAbsent(path, error);
    }
  }

  async function undefinedIfAbsent(path: string, error: unknown): Promise<undefined> {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('\\')));
    const name = path.slice(parent.length + 1).toLowerCase();
    if (parent === '') throw error;
    const above = await listing(parent);
    if (above?.subkeys.some((key) => key.name.toLowerCase() === name)) {
      throw new HostReadError('denied', `${path}: access denied`);
    }
    return undefined;
  }

  return async (path, extent = 'tree') => {
    if (extent === 'values') return listing(path);
    try {
      return await exported(path);
    } catch (error) {
      return undefinedIfAbsent(path, error);
    }
  };
}

async function exported(path: string): Promise<RegistryKey | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-reg-'));
  try {
    const file = join(folder, 'key.reg');
    await reg(['export', path, file, '/y']);
    return registryTree(parseRegistryExport(fileTree().readText(file, MAX_EXPORT_BYTES)))(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reg(args: readonly string[]): Promise<string> {
  return runCommand({
    paths: ['%SystemRoot%\\System32\\reg.exe'],
    args,
    capture: '',
    timeoutMs: TIMEOUT_MS,
  });
}
