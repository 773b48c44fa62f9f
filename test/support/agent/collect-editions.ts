import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { collectSections } from '../../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../host-tree.ts';
import { schemaFaults } from '../sections-schema.ts';

/** The editions of a Linux machine with these files, captured command outputs and links (target by path), fit for the wire. */
export async function collectEditions(
  files: Readonly<Record<string, string | Uint8Array>>,
  commands: Readonly<Record<string, string>> = {},
  links: Readonly<Record<string, string>> = {},
) {
  const { host, root } = hostTree(files, commands);
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  const sections = await collectSections(host);
  expect(schemaFaults(sections)).toEqual([]);
  const { editions } = sections;
  if (editions.status !== 'present') throw new Error(JSON.stringify(editions));
  return editions;
}
