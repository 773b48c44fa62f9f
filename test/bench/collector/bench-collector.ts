/**
 * `npm run bench:collector [-- HOSTS]`: floor and product in one run, both beside their load generator. Prints each figure with its
 * bar and ends with 1 where one is missed. Afterwards what was acknowledged is compared with what is stored.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { type BenchHost, type BenchMessage, createFleet } from './fleet.ts';
import { sendAll } from './load.ts';
import { startServer } from './server-process.ts';

const HOSTS = Number(process.argv[2] ?? 100_000);
const FLOOR_REPORTS = Math.min(HOSTS, 3_000);
const PACED_SECONDS = 10;
const REBUILT = 2_000;
const SEARCHES = 20;
const here = (path: string) => new URL(path, import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), 'coreledger-bench-'));
const missed: string[] = [];

function figure(
  name: string,
  value: number,
  unit: string,
  bar?: { atLeast?: number; atMost?: number },
): void {
  const { atLeast, atMost } = bar ?? {};
  const fails = (atLeast !== undefined && value < atLeast) || (atMost !== undefined && value > atMost);
  if (fails) missed.push(name);
  const wanted = atLeast === undefined ? (atMost === undefined ? '' : `≤ ${atMost}`) : `≥ ${atLeast}`;
  process.stdout.write(
    `${name.padEnd(52)} ${value.toFixed(value < 100 ? 2 : 0).padStart(9)} ${unit.padEnd(12)} ${wanted.padEnd(9)} ${fails ? 'MISSED' : ''}\n`,
  );
}

function* take<Value>(count: number, make: (no: number) => Value): Generator<Value> {
  for (let no = 0; no < count; no++) yield make(no);
}

try {
  const hostOf = createFleet();

  const floor = await startServer([here('./floor-server.ts'), join(folder, 'floor.sqlite')]);
  await sendAll(
    floor,
    '/v1/agent/reports',
    take(200, (no) => hostOf(HOSTS + no).report(0)),
  );
  const floorBefore = floor.cpuSeconds();
  const floorLoad = await sendAll(
    floor,
    '/v1/agent/reports',
    take(FLOOR_REPORTS, (no) => hostOf(no).report(0)),
  );
  const floorCpu = ((floor.cpuSeconds() - floorBefore) / FLOOR_REPORTS) * 1000;
  await floor.stop();
  figure('floor: reports', floorLoad.perSecond, '/s');
  figure('floor: CPU a report', floorCpu, 'ms');

  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const configFile = join(folder, 'coreledger.yaml');
  writeFileSync(
    configFile,
    `dataDir: ${dataDir}\nlogLevel: error\nlisten: { port: 0 }\nurls: [ "https://127.0.0.1:8443" ]\n`,
  );
  const extra = 160 * PACED_SECONDS;
  const hosts = Array.from({ length: HOSTS + extra }, (_, no) => hostOf(no));
  await enrol(dataDir, hosts);

  const product = await startServer(
    [here('../../../collector/src/main.ts'), 'serve', '--config', configFile],
    profileOptions(),
  );
  const target = { url: product.url, ca: readFileSync(join(dataDir, 'tls', 'ca.pem'), 'utf8') };
  const acknowledged = new Map<string, string>();
  const run = async (name: string, path: string, messages: Generator<BenchMessage>, perSecond?: number) => {
    const before = product.cpuSeconds();
    const load = await sendAll(target, path, messages, {
      ...(perSecond === undefined ? {} : { perSecond }),
      onAcknowledged: ({ reportId, digest }) =>
        void (path.endsWith('reports') && acknowledged.set(reportId, digest)),
    });
    for (const [status, count] of load.statuses) {
      if (status !== 202) {
        process.stdout.write(`${name}: ${count} answers ${status}\n`);
        missed.push(`${name}: refusals`);
      }
    }
    return { ...load, cpuMs: ((product.cpuSeconds() - before) / Math.max(1, load.sent)) * 1000 };
  };
  const REPORTS = '/v1/agent/reports';
  const NOTICES = '/v1/agent/unchanged';
  const host = (no: number) => hosts[no % HOSTS] as BenchHost;

  const first = await run(
    'first reports',
    REPORTS,
    take(HOSTS, (no) => host(no).report(0)),
  );
  figure('first reports', first.perSecond, '/s', { atLeast: 200 });
  figure('first reports: CPU of one', first.cpuMs, 'ms');
  figure('first reports: CPU over the floor', first.cpuMs / floorCpu, 'times', { atMost: 1.6 });
  const unchanged = await run(
    'unchanged',
    NOTICES,
    take(Math.min(20_000, HOSTS * 4), (no) => host(no).notice()),
  );
  figure('unchanged reports', unchanged.perSecond, '/s', { atLeast: 2_000 });
  figure('unchanged reports: CPU of one', unchanged.cpuMs, 'ms');
  const changed = await run(
    'changed',
    REPORTS,
    take(Math.min(3_000, HOSTS), (no) => host(no).report(12)),
  );
  figure('reports with 2 % changed', changed.perSecond, '/s', { atLeast: 300 });
  figure('reports with 2 % changed: CPU of one', changed.cpuMs, 'ms');

  const pacedFirst = await run(
    'paced first',
    REPORTS,
    take(extra, (no) => (hosts[HOSTS + no] as BenchHost).report(0)),
    160,
  );
  figure('first reports at 160/s: p99', pacedFirst.p99Ms, 'ms', { atMost: 250 });
  const pacedChanged = await run(
    'paced changed',
    REPORTS,
    take(240 * PACED_SECONDS, (no) => host(no).report(12)),
    240,
  );
  figure('2 % changed at 240/s: p99', pacedChanged.p99Ms, 'ms', { atMost: 250 });
  const pacedNotices = await run(
    'paced unchanged',
    NOTICES,
    take(1_600 * PACED_SECONDS, (no) => host(no).notice()),
    1_600,
  );
  figure('unchanged at 1600/s: p99', pacedNotices.p99Ms, 'ms', { atMost: 250 });
  figure('peak resident memory', product.peakMiB(), 'MiB', { atMost: 400 });
  await product.stop();

  await verify(dataDir, acknowledged);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(missed.length === 0 ? 'every bar is met\n' : `missed: ${missed.join(', ')}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** `PROFILE=DIR`: the product writes a CPU profile there. */
function profileOptions(): string[] {
  const folderName = process.env.PROFILE;
  return folderName === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folderName}`];
}

/** Into the store itself: what is measured is reports. */
async function enrol(dataDir: string, hosts: readonly BenchHost[]): Promise<void> {
  const stores = openSqliteStores(dataDir);
  const at = Date.now();
  await stores.tokens.add({
    tokenId: 'bench',
    secretHash: 'bench',
    description: null,
    maxUses: hosts.length,
    uses: 0,
    createdAt: at,
    expiresAt: at + 1,
    revokedAt: null,
    hostPattern: null,
    cidrs: [],
  });
  for (let from = 0; from < hosts.length; from += 1_000) {
    await Promise.all(
      hosts.slice(from, from + 1_000).map(({ agentId, hostId, kid, publicKey, name }) =>
        stores.agents.enroll({
          agentId,
          hostId,
          kid,
          publicKey,
          status: 'active',
          claim: null,
          identity: {
            hostName: name,
            fqdn: null,
            machineIdHash: null,
            smbiosUuid: null,
            serial: null,
            macs: [],
            managedInstanceId: null,
          },
          version: '0.1.0',
          at,
          tokenId: 'bench',
        }),
      ),
    );
  }
  await stores.close();
}

async function verify(dataDir: string, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const stores = openSqliteStores(dataDir);
  const stored = new Map(
    stores.database
      .prepare<[], { id: string; digest: Buffer }>('SELECT report_id AS id, digest FROM report')
      .all()
      .map(({ id, digest }) => [id, digest.toString('hex')]),
  );
  const lost = [...acknowledged].filter(([id, digest]) => stored.get(id) !== digest);
  figure('acknowledged reports that are not stored', lost.length, `of ${acknowledged.size}`, { atMost: 0 });
  const step = Math.max(1, Math.floor(acknowledged.size / REBUILT));
  let wrong = 0;
  for (const [id, digest] of [...acknowledged].filter((_, index) => index % step === 0)) {
    const bytes = (await stores.reports.bytesOf(id)) ?? Buffer.from(randomUUID());
    if (createHash('sha256').update(bytes).digest('hex') !== digest) wrong++;
  }
  figure('reports that do not rebuild to their signed bytes', wrong, `of ~${REBUILT}`, { atMost: 0 });
  const title = (await stores.fleet.findTitles('', 1_000)).at(-1)?.titleNo ?? 1;
  const searches: number[] = [];
  for (let round = 0; round < SEARCHES; round++) {
    const from = performance.now();
    await stores.fleet.hostsWithTitles([title + round], 100_000);
    searches.push(performance.now() - from);
  }
  figure(
    'hosts with a title: p95',
    searches.sort((a, b) => a - b)[Math.floor(SEARCHES * 0.95) - 1] ?? 0,
    'ms',
    { atMost: 100 },
  );
  stores.database.pragma('wal_checkpoint(TRUNCATE)');
  const hosts = Number(stores.database.prepare('SELECT count(*) AS n FROM host').pluck().get());
  await stores.close();
  figure('disk a host', statSync(join(dataDir, 'coreledger.sqlite')).size / hosts / 1024, 'KiB', {
    atMost: 8,
  });
}
