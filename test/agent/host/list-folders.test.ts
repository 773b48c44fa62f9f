import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileTree } from '../../../agent/src/host/file-tree.ts';
import { temporaryFolder } from '../../support/agent/agent-program.ts';

/** From here on a folder is read entry by entry; how many entries make it so large is the file system's affair. */
const LARGE = 256 * 1024;

it('folders beside very many files are found as those beside few are', () => {
  const folder = temporaryFolder('many');
  mkdirSync(join(folder, 'b'));
  mkdirSync(join(folder, 'a'));
  symlinkSync(join(folder, 'b'), join(folder, 'c'));
  symlinkSync(join(folder, 'nothing'), join(folder, 'd'));
  expect(fileTree().folders(folder)).toEqual(['a', 'b', 'c']);
  const name = 'n'.repeat(200);
  for (let number = 0; statSync(folder).size < LARGE; number += 1) {
    expect(number).toBeLessThan(100_000);
    writeFileSync(join(folder, `${name}${number}`), '');
  }
  expect(fileTree().folders(folder)).toEqual(['a', 'b', 'c']);
}, 60_000);
