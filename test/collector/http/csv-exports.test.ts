import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostsCsv } from '../../../collector/src/csv/hosts-csv.ts';
import { hostPages } from '../../../collector/src/services/reports/host-pages.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import {
  dpkgItem,
  hostReport,
  identity,
  presentSection,
  request,
} from '../../support/collector/test-agent.ts';

const FORMULA = '=HYPERLINK("http://evil.example","a, b")';
const folder = mkdtempSync(join(tmpdir(), 'coreledger-csv-'));
let collector: TestCollector;
let headers: { authorization: string };

beforeAll(async () => {
  const licenses = join(folder, 'licenses.yaml');
  writeFileSync(
    licenses,
    'licenses: [{ id: splunk, product: splunk/enterprise, metric: core, owned: 40 }]\n',
  );
  collector = await startTestCollector(`licenses: ${licenses}\n`);
  headers = await collector.bearer('viewer');
  for (const name of ['db01', 'db02', 'web01']) {
    const agent = await collector.enrolled(name);
    const software = presentSection([dpkgItem('splunk', '9.1'), dpkgItem(FORMULA)]);
    const { sections } = hostReport({ software });
    const message = agent.report({ sections, identity: identity({ hostName: name, fqdn: null }) });
    expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
  }
  await collector.collector.services.takeSnapshot();
});
afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true });
});

async function csv(url: string): Promise<Record<string, string>[]> {
  const response = await collector.app.inject({ url, headers });
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(response.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
  return parse(response.body, { columns: true });
}

it('hosts come all at once, with the filter, the same figures as in JSON', async () => {
  const rows = await csv('/v1/hosts?format=csv&limit=1&name=db');
  expect(
    rows.map(({ name, sockets, socketCores, products, stale }) => [
      name,
      sockets,
      socketCores,
      products,
      stale,
    ]),
  ).toEqual(['db01', 'db02'].map((name) => [name, '2', '8 8', 'splunk/enterprise', 'false']));
  const json = (await collector.app.inject({ url: '/v1/hosts?limit=1&name=db', headers })).json();
  expect([json.items.length, json.total]).toEqual([1, 2]);
});

it('hosts are made page by page, out of one answer', async () => {
  const { reports, hosts } = collector.collector.services;
  const by = { actor: 'test', reason: 'in the middle of an export' };
  const texts: string[] = [];
  for await (const text of hostsCsv(hostPages(reports.hosts, { name: 'db' }, 1))) {
    texts.push(text);
    if (texts.length === 1) await hosts.change('db02', { kind: 'retire' }, by);
  }
  const rows = texts.map((text) => text.split('\r\n').filter((line) => line !== ''));
  expect(rows.map((lines) => lines.map((line) => line.split(',')[0]))).toEqual([['name', 'db01'], ['db02']]);
  expect((await csv('/v1/hosts?format=csv&name=db')).map(({ name }) => name)).toEqual(['db01']);
  await hosts.change('db02', { kind: 'unretire' }, by);
  const none = await collector.app.inject({ url: '/v1/hosts?format=csv&name=none', headers });
  expect(none.body).toMatch(/^name,hostId[^\r]*\r\n$/);
  const wrong = await collector.app.inject({ url: '/v1/hosts?format=csv&group=none', headers });
  expect([wrong.statusCode, wrong.json().code]).toEqual([400, 'bad-request']);
});

it('titles come with a row for each host, and no title runs as a formula', async () => {
  const rows = await csv('/v1/titles?format=csv&name=hyperlink');
  expect(rows.map(({ name, total, hostName }) => [name, total, hostName]).toSorted()).toEqual(
    ['db01', 'db02', 'web01'].map((host) => [`'${FORMULA}`, '3', host]),
  );
  expect(await csv('/v1/titles?format=csv&name=splunk&hosts=0')).toMatchObject([
    { name: 'splunk', total: '3', hostName: '' },
  ]);
});

it('the trend comes with a row for each day', async () => {
  expect(await csv('/v1/reports/trend/splunk?format=csv')).toMatchObject([
    {
      license: 'splunk',
      unit: 'core',
      owned: '40',
      consumed: '48',
      balance: '-8',
      peak: '48',
      state: 'shortfall',
    },
  ]);
});

it('Accept asks for CSV as well', async () => {
  const response = await collector.app.inject({
    url: '/v1/hosts',
    headers: { ...headers, accept: 'text/csv' },
  });
  expect(response.body.split('\r\n')[0]).toMatch(/^name,hostId,origin,kind,/);
});
