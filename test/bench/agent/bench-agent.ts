/**
 * `npm run bench:agent`: what a full scan costs beside a bare Node program and FusionInventory, in one run, medians of ROUNDS.
 * Prints each ratio beside its bar and exits 1 where one is missed. Installs Debian's fusioninventory-agent when absent.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveEnrollment } from '../../../agent/src/enrollment/enrollment.ts';
import { createKey } from '../../../agent/src/identity/key-pair.ts';
import { makeStateDirectory } from '../../../agent/src/state/open-state.ts';
import { bundleAgent } from '../../../installers/agent/bundle.ts';
import { buildExecutable } from '../../../installers/agent/executable.ts';
import { TARGETS } from '../../../installers/agent/target.ts';
import { requirePackages } from '../../support/debian-package.ts';
import { type Cost, measure, medians } from './measure.ts';

const ROUNDS = 15;
const BARS = { cpuOfFloor: 1.8, memoryOfFloor: 1.5, fusionInventoryOfProduct: 5 };

const scratch = mkdtempSync(join(tmpdir(), 'coreledger-bench-'));
try {
  await bench();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const target = TARGETS.find(({ name }) => name === 'linux-x64');
  if (target === undefined) throw new Error('no target linux-x64');
  const executable = await buildExecutable(await bundleAgent(), target);
  const missing = await requirePackages(['fusioninventory-agent', 'time']);
  const state = enrolledState();
  const rivals = missing.length === 0 ? { FusionInventory: ['fusioninventory-inventory'] } : {};
  const commands: Record<string, string[]> = {
    'node -e 0': [process.execPath, '-e', '0'],
    floor: [process.execPath, new URL('floor.mjs', import.meta.url).pathname],
    product: [executable, 'run', '--no-deliver', '--state', state],
    ...rivals,
  };
  for (const file of [process.execPath, executable]) asReadFromDisk(file);

  const costs = new Map<string, Cost[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      // A first report every time: a notice that nothing changed would cost less.
      for (const file of ['state.db', 'state.db-journal']) rmSync(join(state, file), { force: true });
      costs.get(name)?.push(measure(command, scratch));
    }
  }
  coverage(executable);
  report(new Map([...costs].map(([name, all]) => [name, medians(all)])));
  for (const name of missing) {
    console.log(`MISSED  the comparison needs Debian package ${name}`);
    process.exitCode = 1;
  }
}

/** What the product did for its cost: without the package list the comparison would be none. */
function coverage(executable: string): void {
  const { sections } = JSON.parse(
    execFileSync(executable, ['scan'], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  );
  const states = Object.entries<{ status: string; value?: unknown }>(sections).map(
    ([name, { status, value }]) => `${name} ${Array.isArray(value) ? value.length : status}`,
  );
  console.log(`the product's report: ${states.join(', ')}`);
  if (sections.software.status === 'present') return;
  console.log('MISSED  the report has no software');
  process.exitCode = 1;
}

/** A state folder as enrolment leaves it: with it a scan is signed and kept. */
function enrolledState(): string {
  const state = join(scratch, 'state');
  makeStateDirectory(state);
  const uuid = '00000000-0000-4000-8000-000000000001';
  saveEnrollment(state, {
    agentId: uuid,
    hostId: uuid,
    status: 'active',
    urls: ['https://collector.invalid'],
    ca: null,
    keyId: createKey(state).id,
    enrolledAt: new Date().toISOString(),
  });
  return state;
}

/** A file that was just written sits in the page cache in larger pieces, and mapping it then counts 20 MiB more. */
function asReadFromDisk(file: string): void {
  execFileSync('sync', [file]);
  spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
}

function report(costs: ReadonlyMap<string, Cost>): void {
  const packages = execFileSync('dpkg-query', ['--show'], { encoding: 'utf8' }).split('\n').length - 1;
  console.log(`${packages} Debian packages, medians of ${ROUNDS}\n`);
  for (const [name, { cpu, memory }] of costs)
    console.log(`${name.padEnd(16)} ${cpu.toFixed(3)} s CPU   ${memory.toFixed(1)} MiB`);
  console.log('');
  const [floor, product, rival] = ['floor', 'product', 'FusionInventory'].map((name) => costs.get(name));
  if (floor === undefined || product === undefined) throw new Error('nothing measured');
  bar('CPU, product : floor', product.cpu / floor.cpu, 'at most', BARS.cpuOfFloor);
  bar('memory, product : floor', product.memory / floor.memory, 'at most', BARS.memoryOfFloor);
  if (rival !== undefined)
    bar('CPU, FusionInventory : product', rival.cpu / product.cpu, 'at least', BARS.fusionInventoryOfProduct);
}

function bar(what: string, ratio: number, side: 'at most' | 'at least', limit: number): void {
  const held = side === 'at most' ? ratio <= limit : ratio >= limit;
  console.log(`${held ? 'held  ' : 'MISSED'}  ${what.padEnd(32)} ${ratio.toFixed(2)} (${side} ${limit})`);
  if (!held) process.exitCode = 1;
}
