import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { collectSections } from '../../agent/src/collectors/collect-sections.ts';
import { rootedHost } from '../../agent/src/host/rooted-host.ts';
import { schemaFaults } from '../support/sections-schema.ts';

const folder = fileURLToPath(new URL('../fixtures/machines', import.meta.url));
const machines = readdirSync(folder)
  .filter((name) => name.endsWith('.tar.gz'))
  .map((name) => name.slice(0, -'.tar.gz'.length));

it.each(machines)('reports of %s what is known of it', async (name) => {
  const scratch = mkdtempSync(join(tmpdir(), 'coreledger-machine-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  execFileSync('tar', ['xzf', join(folder, `${name}.tar.gz`), '-C', scratch]);
  const commands = join(scratch, name, 'cmd');
  const root = join(scratch, name, 'root');
  const sections = await collectSections(rootedHost({ root, ...(existsSync(commands) ? { commands } : {}) }));
  expect(schemaFaults(sections)).toEqual([]);
  const { cpu, firmware, virtualization } = sections;
  expect({ cpu, firmware, virtualization }).toEqual(
    JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
  );
});
