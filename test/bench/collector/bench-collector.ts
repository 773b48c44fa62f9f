/**
 * `npm run bench:collector [-- HOSTS]`: floor and product in one run, both beside their load generator. Prints each figure with its
 * bar and ends with 1 where one is missed. Afterwards what was acknowledged is compared with what is stored.
 * `PROFILE=DIR`: the product writes a CPU profile there.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { composeCollector } from '../../../collector/src/composition.ts';
import { readConfig } from '../../../collector/src/config.ts';
import { enrolFleet } from './enrol-fleet.ts';
import { createFigures } from './figures.ts';
import { type BenchHost, createFleet } from './fleet.ts';
import { inTurn } from './in-turn.ts';
import { BENCH_LICENSES } from './licensed-titles.ts';
import { type LoadOptions, type PreparedMessage, prepare, sendAll } from './load.ts';
import { readBesideIngest } from './read-beside-ingest.ts';
import { type ServerProcess, startCollector, startServer } from './server-process.ts';
import { verifyStore } from './verify-store.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const HOSTS = Number(positionals[0] ?? 100_000);
if (!Number.isInteger(HOSTS / 2) || HOSTS < 1_000)
  throw new Error('HOSTS must be an even number of at least 1,000');
const REPORTS = '/v1/agent/reports';
const NOTICES = '/v1/agent/unchanged';
/** Timed at full size, by a program that is warm: the last hosts' reports are made ready first, so that their making costs the product nothing. */
const TIMED = Math.min(HOSTS / 2, 10_000);
const FLOOR_WARM = Math.min(HOSTS, 3_000);
const CHANGED = Math.min(HOSTS, 3_000);
const TWO_PERCENT = 12;
const PACED_SECONDS = 10;
/** Four fifths of the bars. */
const PACE = { first: 160, changed: 240, unchanged: 1_600 };
/** Half of the bar for changed reports, which cost the most. */
const HALF_RATE = 150;
const READ_SECONDS = 30;
const here = (path: string) => new URL(path, import.meta.url).pathname;

const print = (line: string) => void process.stdout.write(`${line}\n`);
const progress = (line: string) => void process.stderr.write(`… ${line}\n`);
const figures = createFigures(print);
const folder = mkdtempSync(join(tmpdir(), 'coreledger-bench-'));

function* take<Value>(count: number, make: (no: number) => Value): Generator<Value> {
  for (let no = 0; no < count; no++) yield make(no);
}

try {
  const hostOf = createFleet();

  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const configFile = join(folder, 'coreledger.yaml');
  const licenses = join(folder, 'licenses.yaml');
  writeFileSync(licenses, BENCH_LICENSES);
  writeFileSync(
    configFile,
    `dataDir: ${dataDir}\nlogLevel: error\nlisten: { port: 0 }\nurls: [ "https://127.0.0.1:8443" ]\nlicenses: ${licenses}\n`,
  );
  const late = PACE.first * PACED_SECONDS;
  progress(`enrols ${HOSTS + late} hosts`);
  const hosts = Array.from({ length: HOSTS + late }, (_, no) => hostOf(no));
  const host = (no: number) => hosts[no % HOSTS] as BenchHost;
  await enrolFleet(dataDir, hosts);
  const key = await createViewer(configFile);

  const profile =
    process.env.PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`];
  const product = await startCollector(['serve', '--config', configFile], profile);
  const target = { url: product.url, ca: readFileSync(join(dataDir, 'tls', 'ca.pem'), 'utf8') };
  const reports = new Map<string, string>();
  const last = new Map<string, { sequence: number; digest: string }>();

  const send = async (name: string, messages: Iterable<PreparedMessage>, options: LoadOptions = {}) => {
    const before = product.cpuSeconds();
    const load = await sendAll(target, messages, {
      ...options,
      onAcknowledged({ path, reportId, agentId, sequence, digest }) {
        if (path === REPORTS) reports.set(reportId, digest);
        if (sequence > (last.get(agentId)?.sequence ?? 0)) last.set(agentId, { sequence, digest });
      },
    });
    for (const [status, count] of load.statuses) {
      if (status === 202) continue;
      print(`${name}: ${count} answers ${status}`);
      figures.miss(`${name}: refusals`);
    }
    return { ...load, cpuMs: ((product.cpuSeconds() - before) / Math.max(1, load.sent)) * 1000 };
  };
  const ready = (count: number, make: (no: number) => PreparedMessage) => {
    progress(`makes ${count} messages`);
    return [...take(count, make)];
  };
  const report = (one: BenchHost, changed = 0) => prepare(REPORTS, one.agentId, one.report(changed));
  const notice = (one: BenchHost) => prepare(NOTICES, one.agentId, one.notice());

  for (let from = 0; from < HOSTS - TIMED; from += 5_000) {
    const count = Math.min(5_000, HOSTS - TIMED - from);
    const load = await send(
      'filling',
      take(count, (no) => report(host(from + no))),
    );
    progress(
      `${from + count} of ${HOSTS} hosts reported, ${load.perSecond.toFixed(0)}/s, ${load.cpuMs.toFixed(2)} ms of CPU each, ${product.peakMiB().toFixed(0)} MiB`,
    );
  }

  const timed = ready(TIMED, (no) => report(host(HOSTS - TIMED + no)));
  const floor = await startFloor(hosts.slice(0, FLOOR_WARM).map((one) => report(one)));
  const [first, bare] = await inTurn(timed, [
    { send: (messages) => send('first', messages), cpuSeconds: () => product.cpuSeconds() },
    { send: (messages) => sendAll(floor, messages), cpuSeconds: () => floor.cpuSeconds() },
  ]);
  await floor.stop();
  if (first === undefined || bare === undefined) throw new Error('two were measured');
  figures.add('floor: reports', bare.perSecond, '/s');
  figures.add('floor: CPU of one', bare.cpuMs, 'ms');
  figures.add('first reports', first.perSecond, '/s', { atLeast: 200 });
  figures.add('first reports: CPU of one', first.cpuMs, 'ms');
  figures.add('first reports: CPU over the floor', first.cpuMs / bare.cpuMs, 'times', { atMost: 1.6 });
  const unchanged = await send(
    'unchanged',
    ready(Math.min(20_000, HOSTS * 4), (no) => notice(host(no))),
  );
  figures.add('unchanged reports', unchanged.perSecond, '/s', { atLeast: 2_000 });
  figures.add('unchanged reports: CPU of one', unchanged.cpuMs, 'ms');
  const changed = await send(
    'changed',
    ready(CHANGED, (no) => report(host(no), TWO_PERCENT)),
  );
  figures.add('reports with 2 % changed', changed.perSecond, '/s', { atLeast: 300 });
  figures.add('reports with 2 % changed: CPU of one', changed.cpuMs, 'ms');

  const pacedFirst = await send(
    'paced first',
    ready(late, (no) => report(hosts[HOSTS + no] as BenchHost)),
    { perSecond: PACE.first },
  );
  figures.add(`first reports at ${PACE.first}/s: p99`, pacedFirst.p99Ms, 'ms', { atMost: 250 });
  const pacedChanged = await send(
    'paced changed',
    ready(PACE.changed * PACED_SECONDS, (no) => report(host(no), TWO_PERCENT)),
    { perSecond: PACE.changed },
  );
  figures.add(`2 % changed at ${PACE.changed}/s: p99`, pacedChanged.p99Ms, 'ms', { atMost: 250 });
  const pacedNotices = await send(
    'paced unchanged',
    ready(PACE.unchanged * PACED_SECONDS, (no) => notice(host(no))),
    { perSecond: PACE.unchanged },
  );
  figures.add(`unchanged at ${PACE.unchanged}/s: p99`, pacedNotices.p99Ms, 'ms', { atMost: 250 });
  const apart = await send(
    'unchanged, each over a new connection',
    ready(1_000, (no) => notice(host(no))),
    { newConnections: true },
  );
  figures.add('unchanged, each over a new connection: CPU of one', apart.cpuMs, 'ms');
  figures.add('peak resident memory of the load', product.peakMiB(), 'MiB', { atMost: 400 });

  const beside = ready(HALF_RATE * READ_SECONDS, (no) => report(host(no), TWO_PERCENT));
  progress('reads beside ingest at half rate');
  await readBesideIngest(
    target,
    key,
    () => send('changed, at half rate', beside, { perSecond: HALF_RATE }),
    figures,
  );
  figures.add('peak resident memory, reports included', product.peakMiB(), 'MiB', { atMost: 400 });
  await product.stop();

  progress('verifies what is stored');
  await verifyStore(dataDir, { reports, last }, figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print(figures.missed.length === 0 ? 'every bar is met' : `missed: ${figures.missed.join(', ')}`);
process.exitCode = figures.missed.length === 0 ? 0 : 1;

async function createViewer(configFile: string): Promise<string> {
  const collector = await composeCollector(readConfig(configFile), pino({ level: 'silent' }));
  const { key } = await collector.services.apiKeys.create({
    name: 'bench',
    role: 'viewer',
    validMs: null,
    actor: 'bench',
  });
  await collector.close();
  return key;
}

/** The floor, as warm as the product is. */
async function startFloor(warming: readonly PreparedMessage[]): Promise<ServerProcess> {
  progress('warms the floor');
  const floor = await startServer([here('./floor-server.ts'), join(folder, 'floor.sqlite')]);
  await sendAll(floor, warming);
  return floor;
}
