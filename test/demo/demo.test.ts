import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsumptionDocument, LicenseDocument } from '../../collector/src/services/reports/documents.ts';
import type { HostDocument } from '../../collector/src/services/reports/read-hosts.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const DEADLINE_MS = 120_000;
/** dpkg-query's own placeholders. */
const DPKG_FORMAT = ['db:Status-Abbrev', 'Package']
  .map((field) => `$\{${field}} `)
  .join('')
  .concat('\\n');

/** The demo as a user starts it; resolves once it stays up, or has ended. */
function startDemo(args: readonly string[], until: RegExp | null) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const up = new Promise<string>((resolve) => {
    const hear = (text: string): void => {
      said += text;
      if (until?.test(said) === true) resolve(said);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    void ended.then(() => resolve(said));
  });
  return { child, ended, up };
}

let demo: { child: ChildProcess; ended: Promise<number | null>; up: Promise<string> };
let said = '';
let call: <Answer>(path: string) => Promise<Answer>;

beforeAll(async () => {
  demo = startDemo([], /viewer API key: \S+[\s\S]*\/v1\/reports\/consumption\n/);
  said = await demo.up;
  const url = /https:\/\/localhost:\d+/.exec(said)?.[0];
  const key = /viewer API key: (\S+)/.exec(said)?.[1];
  const caFile = /--cacert (\S+)/.exec(said)?.[1];
  if (url === undefined || key === undefined || caFile === undefined)
    throw new Error(`the demo said:\n${said}`);
  const ca = readFileSync(caFile);
  call = (path) =>
    new Promise((resolve, reject) => {
      request(`${url}${path}`, { ca, headers: { authorization: `Bearer ${key}` } }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () =>
          response.statusCode === 200 ? resolve(JSON.parse(body)) : reject(new Error(`${path}: ${body}`)),
        );
      })
        .once('error', reject)
        .end();
    });
}, DEADLINE_MS);

afterAll(async () => {
  demo.child.kill('SIGKILL');
  await demo.ended;
});

describe('npm run demo', () => {
  it('shows of this machine what lscpu and dpkg-query say beside it', async () => {
    const host = await call<HostDocument>(`/v1/hosts/${hostname()}`);
    const rows = run('lscpu', ['--parse=CORE,SOCKET'])
      .split('\n')
      .filter((row) => /^\d/.test(row));
    expect(host.logicalProcessors).toBe(rows.length);
    expect(host.cores).toBe(new Set(rows).size);
    expect(host.sockets).toBe(new Set(rows.map((row) => row.split(',')[1])).size);
    const installed = run('dpkg-query', ['-W', '-f', DPKG_FORMAT])
      .split('\n')
      .filter((row) => row.startsWith('ii '));
    const dpkg = await call<{ items: { source: string }[]; total: number }>(
      `/v1/hosts/${hostname()}/software?limit=1000`,
    );
    expect(dpkg.total).toBeLessThanOrEqual(1000);
    expect(dpkg.items.filter((one) => one.source === 'dpkg')).toHaveLength(installed.length);
  });

  it('lets every figure of its table be followed to derivations that sum to it', async () => {
    const { licenses } = await call<ConsumptionDocument>('/v1/reports/consumption');
    expect(licenses.length).toBeGreaterThan(4);
    for (const license of licenses) {
      expect(said).toContain(license.name);
      const { items, totals } = await call<LicenseDocument>(
        `/v1/reports/consumption/${license.license}?limit=1000`,
      );
      expect(items.reduce((sum, line) => sum + (line.quantity ?? 0), 0)).toBe(license.consumedOnPremises);
      expect(totals.unmeasurable).toBe(license.unmeasurable);
      for (const line of items) expect(line.derivation.line).not.toBe('');
    }
  });

  it('counts cores where AWS counts threads, and the EC2 instance once', async () => {
    const oracle = await call<LicenseDocument>(
      `/v1/reports/consumption/${name('Oracle Database Enterprise')}`,
    );
    expect(oracle.items.map((line) => [line.hostName, line.quantity])).toEqual([
      ['ora-arm-01', null],
      ['ora-db-01', 16],
      ['ora-db-02', 12],
    ]);
    // 32 + 24 cores × 0.5, not 64 + 24 threads.
    expect(oracle.totals).toMatchObject({ total: 28, unmeasurable: 1 });
    const sql = await call<LicenseDocument>(`/v1/reports/consumption/${name('SQL Server Standard by vCPU')}`);
    expect(sql.position).toMatchObject({ consumedOnPremises: 42, consumedInAws: 4, balance: 2 });
    expect(sql.items.find((line) => line.hostName === 'web-ec2-01')).toMatchObject({
      state: 'exempt',
      quantity: 0,
    });
  });

  it('ends cleanly when it is interrupted', async () => {
    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(0);
  });

  it(
    'prints and ends with --once',
    async () => {
      const once = startDemo(['--once'], null);
      expect([await once.ended, await once.up]).toEqual([
        0,
        expect.stringContaining('Reconciliation with AWS'),
      ]);
    },
    DEADLINE_MS,
  );
});

function name(license: string): string {
  return encodeURIComponent(license);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}
