import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DATABASE_NAME } from '../../collector/src/store/sqlite/sqlite-stores.ts';
import { freePort } from '../demo/free-port.ts';
import { COLLECTOR, outputOf, runProgram } from '../demo/program.ts';
import { startAwsDouble } from '../support/aws-double/start-aws-double.ts';
import { seeded } from '../support/seeded.ts';
import { worsenAws } from './aws-weather.ts';
import type { Journal } from './journal.ts';
import { growthOf, type Usage } from './leak.ts';
import { type Operators, operatorsOf, tlsOf } from './operators.ts';
import { join as joinHost, liveOn, repeat } from './pace.ts';
import { startRelay } from './relay.ts';
import { smallDisk } from './small-disk.ts';
import { startSoakCollector } from './soak-collector.ts';
import { soakConfig } from './soak-config.ts';
import { type SoakHost, soakHost } from './soak-host.ts';
import { verifyStore } from './verify-store.ts';

const FLEET = new URL('../support/aws-double/fleets/two-accounts.yaml', import.meta.url);
const DATA_MIB = 128;
const AGENTS_MIB = 16;
/** Share of the time under load in which the collector is killed; the rest of it lives on, so that leaks show. */
const KILLING_SHARE = 0.5;
const MAX_GROWTH_MIB = 64;
const MAX_GROWTH_FILES = 16;
const MAX_SPOOL_BYTES = 8 * 1024 * 1024;
/** Of the time in which it serves: it may be killed in between. */
const RECOVERS_WITHIN_MS = 60_000;
const DRAIN_RUNS = 12;

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly journal: Journal;
}

/** Mixed load with faults, then quiet, then a reckoning. Whatever breaks a promise is a violation in the journal. */
export async function runSoak({ minutes, seed, journal }: SoakOptions): Promise<void> {
  const random = seeded(seed);
  const loadMs = minutes * 60_000 - Math.min(75_000, minutes * 60_000 * 0.4);
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-soak-'));
  const dataDisk = smallDisk(join(folder, 'data'), DATA_MIB);
  const agentDisk = smallDisk(join(folder, 'agents-small'), AGENTS_MIB);
  journal.say(`disks that run full: ${dataDisk.how}`);
  const double = await startAwsDouble({ fleet: readFileSync(FLEET, 'utf8') });
  const [port, relayPort] = [await freePort(), await freePort()];
  const { config, env } = soakConfig(folder, dataDisk.folder, { port, relayPort, aws: double.url });
  const key = await outputOf(
    process.execPath,
    COLLECTOR,
    ['key', 'create', '--name', 'soak', '--role', 'admin', '--config', config],
    env,
  );

  let [diskFull, agentDiskFull, unsteadyUntil] = [false, false, 0];
  const load = new AbortController();
  let stopAgents = load.signal;
  const collector = startSoakCollector({
    config,
    log: join(folder, 'collector.log'),
    env,
    journal,
    mayFail: () => diskFull,
  });
  const mayFail = () => diskFull || !collector.serving || Date.now() < unsteadyUntil;
  const relay = await startRelay({
    tls: tlsOf(dataDisk.folder),
    collectorPort: port,
    port: relayPort,
    random: seeded(seed + 1),
    journal,
  });
  const operators = operatorsOf({
    port,
    ca: tlsOf(dataDisk.folder).ca,
    key,
    config,
    folder,
    env,
    random: seeded(seed + 2),
    journal,
    mayFail,
  });
  const hosts = Array.from({ length: minutes < 2 ? 16 : 40 }, (_, no) => {
    const small = no % 5 === 0;
    return soakHost({
      no,
      folder: join(folder, 'hosts'),
      stateFolder: small ? agentDisk.folder : join(folder, 'agents'),
      random: seeded(seed + 100 + no),
      journal,
      stop: () => stopAgents,
      mayFail: () => small && agentDiskFull,
    });
  });

  try {
    await collector.whenServing();
    for (const host of hosts.filter((_, no) => no % 2 === 0)) {
      await joinHost(host, operators, () => false);
      await host.run();
    }
    journal.say('half of the hosts have joined: now comes the bad weather');
    const started = Date.now();
    const killsEnd = started + loadMs * KILLING_SHARE;
    const looks: Usage[] = [];
    const over = () => load.signal.aborted;
    const short = loadMs < 60_000;
    relay.cutShare = 0.02;
    const repeated = (least: number, most: number, work: () => Promise<void> | void) =>
      repeat({ random: seeded(seed + 3 + least), least, most, over }, work);

    const loops = [
      ...hosts.map((host, no) =>
        liveOn(host, { operators, random: seeded(seed + 1_000 + no), over, no, loadMs }),
      ),
      repeated(short ? 5_000 : 8_000, short ? 9_000 : 20_000, () => {
        if (Date.now() > killsEnd || Date.now() - started < 3_000) return;
        unsteadyUntil = Date.now() + 5_000;
        collector.kill();
        journal.count('collectors killed');
      }),
      repeated(short ? 3_500 : 25_000, short ? 6_000 : 60_000, async () => {
        journal.count('episodes of a full disk under the collector');
        diskFull = true;
        emptyLog(dataDisk.folder);
        dataDisk.fill(collector.pid);
        await setTimeout(random.between(2_000, short ? 3_000 : 10_000));
        dataDisk.free(collector.pid);
        await recover(collector, operators, journal);
        unsteadyUntil = Date.now() + 2_000;
        diskFull = false;
      }),
      repeated(short ? 3_000 : 20_000, short ? 5_000 : 40_000, async () => {
        if (!agentDisk.shared) return;
        journal.count('episodes of a full disk under agents');
        agentDiskFull = true;
        agentDisk.fill(undefined);
        await setTimeout(2_000);
        agentDisk.free(undefined);
        await setTimeout(500);
        agentDiskFull = false;
      }),
      repeated(50, 300, () => operators.act()),
      repeated(2_000, 6_000, () => worsenAws(double, random)),
      repeated(1_000, short ? 2_000 : 8_000, async () => void (await operators.sync())),
      repeated(short ? 2_000 : 20_000, short ? 4_000 : 60_000, () => operators.backup(relay.acknowledged)),
      repeated(1_000, 1_000, () => {
        const usage = collector.usage();
        if (usage !== undefined && Date.now() > killsEnd + 5_000) looks.push({ at: Date.now(), ...usage });
      }),
    ];
    const phase = await Promise.race([setTimeout(loadMs, 'over' as const), ...loops]);
    if (phase !== 'over') throw new Error('a part of the load ended early');
    load.abort();
    journal.say('load is over: agents deliver what waits');
    await Promise.all(loops);

    dataDisk.free(collector.pid);
    double.clearFaults();
    relay.cutShare = 0;
    await collector.whenServing();
    stopAgents = new AbortController().signal;
    const enrolled = hosts.filter((host) => host.enrolled);
    await drain(enrolled, journal);
    if (!(await operators.sync())) journal.violation('without faults AWS could not be read whole');
    journal.say(`slowest /health/live: ${operators.slowestPulse().toFixed(0)} ms`);
    const doctor = await runProgram(process.execPath, COLLECTOR, ['doctor', '--config', config], env);
    if (doctor.code !== 0) journal.violation(`the doctor is not content:\n${doctor.out}${doctor.err}`);
    judgeGrowth(looks, journal);
    await collector.stop();

    const agents = new Map(enrolled.map((host) => [host.name, host.state()]));
    for (const [name, { waiting, gaps, rejected, bytes }] of agents) {
      if (waiting > 0) journal.violation(`${name}: ${waiting} messages never left its spool`);
      if (gaps > 0) journal.violation(`${name}: dropped messages`);
      if (rejected > 0) journal.violation(`${name}: ${rejected} messages were refused for good`);
      if (bytes > MAX_SPOOL_BYTES) journal.violation(`${name}: its spool takes ${bytes} bytes`);
    }
    const { acknowledged } = relay;
    await verifyStore(dataDisk.folder, { acknowledged, agents, tagged: operators.tagged }, journal);
    journal.count('reports acknowledged and held against the store', acknowledged.size);
    if (acknowledged.size === 0 || agents.size === 0) journal.violation('nothing was put to the test');
  } finally {
    load.abort();
    await collector.stop();
    await relay.close();
    await double.close();
    dataDisk.release();
    agentDisk.release();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Else what the write-ahead log already takes up would hold several thousand reports more. */
function emptyLog(dataDir: string): void {
  const database = new Database(join(dataDir, DATABASE_NAME), { timeout: 2_000 });
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

async function recover(
  collector: { readonly serving: boolean },
  operators: Operators,
  journal: Journal,
): Promise<void> {
  for (let waited = 0; !(await operators.ready()); ) {
    await setTimeout(250);
    if (collector.serving) waited += 250;
    if (waited < RECOVERS_WITHIN_MS) continue;
    journal.violation(
      `with room on its disk again, the collector is not ready in ${RECOVERS_WITHIN_MS / 1000} s`,
    );
    return;
  }
}

async function drain(hosts: readonly SoakHost[], journal: Journal): Promise<void> {
  const left = [...hosts];
  async function worker(): Promise<void> {
    for (let host = left.pop(); host !== undefined; host = left.pop())
      for (let run = 0; run < DRAIN_RUNS; run++) {
        await host.run({ draining: true });
        if (host.state().waiting === 0) break;
      }
  }
  await Promise.all(Array.from({ length: 4 }, worker));
  journal.say(`${hosts.length} hosts delivered`);
}

function judgeGrowth(looks: readonly Usage[], journal: Journal): void {
  const growth = growthOf(looks);
  if (growth === undefined) {
    journal.say('too short to judge leaks');
    return;
  }
  const { minutes, rssMiB, files } = growth;
  journal.say(
    `collector in its last ${minutes.toFixed(1)} min: memory ${rssMiB.toFixed(1)} MiB more (now ${looks.at(-1)?.rssMiB.toFixed(0)} MiB), open files ${files.toFixed(1)} more`,
  );
  if (rssMiB > MAX_GROWTH_MIB) journal.violation(`resident memory grew by ${rssMiB.toFixed(0)} MiB`);
  if (files > MAX_GROWTH_FILES) journal.violation(`open files grew by ${files.toFixed(0)}`);
}
