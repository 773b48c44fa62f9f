import { readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { COLLECTOR, runProgram } from '../demo/program.ts';
import type { Seeded } from '../support/seeded.ts';
import type { Journal } from './journal.ts';

/** What people and their programs do on a collector while agents report. */
export interface Operators {
  /** One act, drawn by chance. */
  act(): Promise<void>;
  /** Whether a report sent now could be stored. */
  ready(): Promise<boolean>;
  /** Lets AWS be read once, and says whether everything was. */
  sync(): Promise<boolean>;
  /** A join token for one host; undefined where none could be had. */
  token(): Promise<string | undefined>;
  /** Copies the database beside the running collector and holds the copy against what had been acknowledged before. */
  backup(acknowledged: ReadonlyMap<string, string>): Promise<void>;
  /** Tags the collector said 200 to: host id to key and value. */
  readonly tagged: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The slowest answer of `/health/live` since the last call, in milliseconds. */
  slowestPulse(): number;
}

export interface OperatorParts {
  readonly port: number;
  readonly ca: Buffer;
  readonly key: string;
  readonly config: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly random: Seeded;
  readonly journal: Journal;
  /** Whether the collector may be unable to answer or to store now. */
  readonly mayFail: () => boolean;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const DEADLINE_MS = 60_000;
const READS = [
  '/v1/hosts?limit=50',
  '/v1/reports/consumption',
  '/v1/reports/reconciliation',
  '/v1/findings',
  '/v1/audit?limit=20',
  '/v1/titles?name=package-1',
  '/v1/aws/managed-instances',
  '/v1/absent-hosts',
  '/metrics',
];

export function operatorsOf(parts: OperatorParts): Operators {
  const { port, ca, key, config, env, random, journal, mayFail } = parts;
  const tagged = new Map<string, Map<string, string>>();
  let [acts, backups, pulse] = [0, 0, 0];

  function send(method: string, path: string, body?: string, type = 'application/json'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
      };
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const options = { host: '127.0.0.1', port, path, method, headers, ca, agent: false, signal };
      const call = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  /** An answer, or undefined where none came and none had to come. */
  async function ask(...args: Parameters<typeof send>): Promise<Answer | undefined> {
    const excused = mayFail();
    try {
      const answer = await send(...args);
      journal.count(`operators answered ${answer.status}`);
      const { status, body } = answer;
      const busy = status === 503 && body.includes('"overloaded"');
      if (busy) journal.count('operators told that the collector is busy');
      const clean = status < 400 || [404, 409, 429].includes(status) || busy || (status === 503 && mayFail());
      if (!clean && !(status === 503 && excused))
        journal.violation(`${args[0]} ${args[1]}: ${status} ${body}`);
      return answer;
    } catch (error) {
      if (!excused && !mayFail()) journal.violation(`${args[0]} ${args[1]}: ${(error as Error).message}`);
      return undefined;
    }
  }

  async function hostIds(): Promise<string[]> {
    const answer = await ask('GET', '/v1/hosts?limit=500');
    if (answer?.status !== 200) return [];
    const ids: string[] = JSON.parse(answer.body).items.map(({ hostId }: { hostId: string }) => hostId);
    // Those that AWS or an import alone knows cannot be changed here.
    return ids.filter((id) => /^[0-9a-f-]{36}$/.test(id));
  }

  async function change(): Promise<void> {
    const ids = await hostIds();
    if (ids.length < 2) return;
    const id = random.pick(ids);
    const reason = 'soak';
    const act = random.pick(['tag', 'tag', 'retire', 'merge', 'split', 'rename'] as const);
    const body = {
      tag: { value: `value ${acts}`, reason },
      retire: { reason },
      merge: { into: random.pick(ids), reason },
      split: { reason },
      rename: { name: `renamed-${acts}`, reason },
    }[act];
    if (act !== 'tag') return void (await ask('POST', `/v1/hosts/${id}/${act}`, JSON.stringify(body)));
    const name = `soak-${acts}`;
    const answer = await ask('PUT', `/v1/hosts/${id}/tags/${name}`, JSON.stringify(body));
    if (answer?.status !== 200) return;
    const tags = tagged.get(id) ?? new Map<string, string>();
    tagged.set(id, tags.set(name, `value ${acts}`));
  }

  async function importPlacements(): Promise<void> {
    const rows = Array.from(
      { length: 20 },
      (_, no) => `soak-${String(no).padStart(3, '0')},esx-${Math.floor(random.between(0, 4))},cluster-a`,
    );
    await ask('POST', '/v1/imports/placements', ['guest,host,cluster', ...rows].join('\n'), 'text/csv');
  }

  async function feelPulse(): Promise<void> {
    const started = performance.now();
    if ((await ask('GET', '/health/live'))?.status === 200)
      pulse = Math.max(pulse, performance.now() - started);
  }

  return {
    tagged,
    async act() {
      acts += 1;
      const what = random.next();
      if (what < 0.35) await feelPulse();
      else if (what < 0.7) await ask('GET', random.pick(READS));
      else if (what < 0.92) await change();
      else await importPlacements();
    },
    ready: async () => (await ask('GET', '/health/ready'))?.status === 200,
    async sync() {
      const answer = await ask('POST', '/v1/syncs', '{}');
      if (answer?.status !== 200) return false;
      const { failed, unreachable, complete } = JSON.parse(answer.body);
      const whole = failed === 0 && unreachable.length === 0 && complete > 0;
      journal.count(whole ? 'AWS syncs, complete' : 'AWS syncs, in part');
      return whole;
    },
    async token() {
      const answer = await ask('POST', '/v1/tokens', JSON.stringify({ uses: 1, validHours: 1 }));
      return answer?.status === 201 ? JSON.parse(answer.body).token : undefined;
    },
    async backup(acknowledged) {
      const excused = mayFail();
      const before = [...acknowledged.keys()];
      const file = join(parts.folder, `backup-${backups++}.sqlite`);
      const args = ['backup', file, '--config', config];
      const { code, err } = await runProgram(process.execPath, COLLECTOR, args, env);
      if (code !== 0) {
        journal.count('backups that failed');
        if (!excused && !mayFail()) journal.violation(`backup: ${err.trim()}`);
        return;
      }
      journal.count('backups');
      const copy = new Database(file, { readonly: true });
      const damage = copy.pragma('integrity_check', { simple: true });
      if (damage !== 'ok') journal.violation(`${file} is damaged: ${damage}`);
      const held = copy.prepare('SELECT 1 FROM report WHERE report_id = ?').pluck();
      const missing = before.filter((reportId) => held.get(reportId) === undefined);
      if (missing.length > 0)
        journal.violation(`${file} lacks ${missing.length} reports acknowledged before it was made`);
      copy.close();
      rmSync(file);
    },
    slowestPulse() {
      const slowest = pulse;
      pulse = 0;
      return slowest;
    },
  };
}

/** The certificate authority and the server's certificate of the collector under test. */
export function tlsOf(dataDir: string) {
  const read = (name: string) => readFileSync(join(dataDir, 'tls', name));
  return { ca: read('ca.pem'), cert: read('server.pem'), key: read('server.key') };
}
