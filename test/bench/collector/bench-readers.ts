/** `npm run bench:readers [-- HOSTS]`: reports and searches over a filled store, through HTTP; no ingest beside it yet. Ends with 1 where a bar is missed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { composeCollector } from '../../../collector/src/composition.ts';
import { readConfig } from '../../../collector/src/config.ts';
import { fillStore } from './fill-store.ts';
import { BENCH_LICENSES } from './licensed-titles.ts';
import { p95 } from './read-beside-ingest.ts';
import { startCollector } from './server-process.ts';

const HOSTS = Number(process.argv[2] ?? 100_000);
const ASKED = 100;

const folder = mkdtempSync(join(tmpdir(), 'coreledger-bench-'));
const missed: string[] = [];

function figure(name: string, value: number, unit: string, atMost: number): void {
  if (!(value <= atMost)) missed.push(name);
  process.stdout.write(`${name.padEnd(44)} ${value.toFixed(1).padStart(9)} ${unit} (bar ${atMost})\n`);
}

try {
  const licenses = join(folder, 'licenses.yaml');
  writeFileSync(licenses, BENCH_LICENSES);
  const file = join(folder, 'coreledger.yaml');
  writeFileSync(
    file,
    `dataDir: data\ntls: off\nlogLevel: error\nlisten: { port: 0 }\nlicenses: ${licenses}\n`,
  );
  const filling = await composeCollector(readConfig(file), pino({ level: 'silent' }));
  await fillStore(filling.stores, { hosts: HOSTS, at: Date.now() - 60_000 });
  const { key } = await filling.services.apiKeys.create({
    name: 'bench',
    role: 'viewer',
    validMs: null,
    actor: 'bench',
  });
  await filling.close();

  const server = await startCollector(['serve', '--config', file]);
  const ask = async (path: string): Promise<number> => {
    const from = performance.now();
    const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return performance.now() - from;
  };
  const report = '/v1/reports/consumption';
  const search = '/v1/titles?name=bash';
  process.stdout.write(`first report after the start: ${(await ask(report)).toFixed(0)} ms\n`);
  await ask(search);
  const [reports, searches]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < ASKED; turn++) {
    reports.push(await ask(report));
    searches.push(await ask(search));
    await setTimeout(100);
  }
  figure(`consumption report, ${HOSTS} hosts: p95`, p95(reports), 'ms', 300);
  figure('hosts that have a title: p95', p95(searches), 'ms', 100);
  figure('peak resident memory', server.peakMiB(), 'MiB', 400);
  await server.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed.length === 0 ? 0 : 1;
