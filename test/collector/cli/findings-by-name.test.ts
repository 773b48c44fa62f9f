import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliSession } from '../../support/collector/cli-session.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, presentSection, request } from '../../support/collector/test-agent.ts';

const LICENSES = `
licenses:
  - { id: ent, name: SQL Enterprise, product: microsoft/sql-server, editions: [enterprise], metric: core }
  - { id: std, name: SQL Standard, product: microsoft/sql-server, editions: [standard], metric: core }
  - { id: low-a, name: Low, product: microsoft/windows-server, metric: core, owned: 1 }
  - { id: low-b, name: Low, product: microsoft/windows-server, metric: core, owned: 1 }
`;

/** SQL Server of which nothing tells the edition. */
const SQL = {
  detector: 'sql-server',
  product: 'Microsoft SQL Server',
  edition: null,
  version: '16.0.4135.4',
  instance: 'MSSQLSERVER',
  location: '/var/opt/mssql',
  confidence: 'high' as const,
  evidence: [{ location: '/var/opt/mssql', detail: null }],
  attributes: {},
};

const folder = mkdtempSync(join(tmpdir(), 'coreledger-findings-'));
const config = join(folder, 'coreledger.yaml');
const coreledger = (...argv: string[]) => cliSession(config)(...argv);
let collector: TestCollector;
let sqlHost: string;

beforeAll(async () => {
  writeFileSync(join(folder, 'licenses.yaml'), LICENSES);
  const extra = `licenses: ${join(folder, 'licenses.yaml')}\n`;
  writeFileSync(config, `dataDir: ${folder}\ntls: off\nlogLevel: silent\n${extra}`);
  collector = await startTestCollector(extra, folder);
  const cpu = { status: 'failed' as const, error: 'deadline' };
  for (const hostName of ['sql', 'blind', 'twin', 'twin']) {
    const agent = await collector.enrolled(hostName);
    if (hostName === 'sql') sqlHost = agent.hostId;
    const { sections } = hostReport(hostName === 'sql' ? { editions: presentSection([SQL]) } : { cpu });
    const message = agent.report({ sections, identity: identity({ hostName }) });
    expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
  }
  await collector.collector.services.reconcile.run();
});
afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

async function keys(...argv: string[]): Promise<string[]> {
  const { code, out, err } = await coreledger('findings', 'list', '--json', ...argv);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out
    .split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text).key);
}

it('findings are listed by the id or name of a host, and of any license that they concern', async () => {
  const unknown = `edition-unknown:${sqlHost}:microsoft/sql-server`;
  expect(await keys('--host', 'sql')).toEqual([unknown]);
  expect(await keys('--host', sqlHost)).toEqual([unknown]);
  for (const license of ['std', 'SQL Standard', 'ent', 'SQL Enterprise'])
    expect(await keys('--license', license)).toEqual([unknown]);
  expect(await keys('--host', 'blind', '--license', 'std')).toEqual([]);
  const { out } = await coreledger('findings', 'show', unknown);
  expect(out).toMatch(/\n {2}licenses {5}ent, std\n/);
});

it('a name that nobody or more than one has is told as such', async () => {
  const refusals = [
    [['--host', 'nobody'], /no host "nobody" counts then/],
    [['--host', 'twin'], /2 hosts are named twin: /],
    [['--license', 'nothing'], /no license "nothing"; there are: /],
    [['--license', 'Low'], /2 licenses are named Low: low-a, low-b/],
  ] as const;
  for (const [args, text] of refusals)
    expect(await coreledger('findings', 'list', ...args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(text),
    });
  const headers = await collector.bearer('viewer');
  const statuses = ['host=nobody', 'host=twin', 'host=sql', 'license=SQL%20Standard'].map(
    async (query) => (await collector.app.inject({ url: `/v1/findings?${query}`, headers })).statusCode,
  );
  expect(await Promise.all(statuses)).toEqual([404, 409, 200, 200]);
});

it('a retired host and what is left of its findings are found all the same', async () => {
  expect((await coreledger('host', 'retire', 'blind', '--reason', 'gone')).code).toBe(0);
  await collector.collector.services.reconcile.run();
  expect(await keys('--state', 'resolved', '--host', 'blind')).toEqual([
    expect.stringMatching(/^topology-unknown:/),
  ]);
  expect(await coreledger('findings', 'list', '--host', 'blind')).toMatchObject({
    code: 0,
    out: 'No finding is open.\n',
  });
});
