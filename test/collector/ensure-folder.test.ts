import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ensureFolder } from '../../collector/src/ensure-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'coreledger-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes the folders that are missing, for their owner alone, and takes what is there', () => {
  const deep = join(folder, 'a', 'b');
  ensureFolder(deep);
  ensureFolder(deep);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
});

it('ends where a folder takes no names: Node’s own `recursive` spins there', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => ensureFolder(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => ensureFolder(join(folder, 'file', 'x'))).toThrow(/ENOTDIR/);
  if (existsSync('/proc/self')) expect(() => ensureFolder('/proc/coreledger/data')).toThrow(/ENOENT/);
});
