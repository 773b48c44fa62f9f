import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckDocument } from '../../../collector/src/services/check-installation.ts';
import type { TrendDocument } from '../../../collector/src/services/snapshots/read-trend.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, presentSection, request } from '../../support/collector/test-agent.ts';

const folder = mkdtempSync(join(tmpdir(), 'coreledger-checks-'));
let collector: TestCollector;
let viewer: { authorization: string };

const SQL_STANDARD = {
  detector: 'sql-server',
  product: 'Microsoft SQL Server',
  edition: 'Standard Edition (64-bit)',
  version: '16.0.4135.4',
  instance: 'MSSQLSERVER',
  location: '/var/opt/mssql',
  confidence: 'high' as const,
  evidence: [{ location: '/var/opt/mssql/log/errorlog', detail: null }],
  attributes: {},
};

beforeAll(async () => {
  const licenses = join(folder, 'licenses.yaml');
  writeFileSync(
    licenses,
    'licenses:\n  - { id: sql, product: microsoft/sql-server, editions: [standard], metric: core, owned: 24, name: sql standard }\n  - { id: nothing, product: microsoft/sql-server, editions: [web], metric: core }\n',
  );
  collector = await startTestCollector(`licenses: ${licenses}\n`);
  viewer = await collector.bearer('viewer');
  const agent = await collector.enrolled('db01');
  const { sections } = hostReport({ editions: presentSection([SQL_STANDARD]) });
  const answer = await collector.app.inject(request('/v1/agent/reports', agent.report({ sections })));
  expect(answer.statusCode, answer.body).toBe(202);
  await collector.collector.services.takeSnapshot();
});

afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

async function check(body: object): Promise<CheckDocument & { detail: string }> {
  return (
    await collector.app.inject({ method: 'POST', url: '/v1/checks', headers: viewer, payload: body })
  ).json();
}

describe('POST /v1/checks', () => {
  it('says that an installation fits, with what the host would owe', async () => {
    const answer = await check({ license: 'sql', described: { kind: 'physical', socketCores: [8] } });
    expect(answer).toMatchObject({ verdict: 'fits', consumedBefore: 16, consumedAfter: 24, balanceAfter: 0 });
    expect(answer.lines).toMatchObject([{ hostName: 'described', quantity: 8 }]);
  });

  it('says by how much one does not', async () => {
    const answer = await check({ license: 'sql', described: { kind: 'physical', socketCores: [8, 1] } });
    expect(answer).toMatchObject({ verdict: 'exceeds', reasons: ['1 more than is owned'], balanceAfter: -1 });
  });

  it('counts a host that has the product already once', async () => {
    expect(await check({ license: 'sql', host: 'db01' })).toMatchObject({
      verdict: 'fits',
      consumedBefore: 16,
      consumedAfter: 16,
    });
  });

  it('cannot say it where nothing is recorded as owned', async () => {
    expect(
      await check({ license: 'nothing', described: { kind: 'physical', socketCores: [8] } }),
    ).toMatchObject({
      verdict: 'unknown',
      reasons: ['nothing is recorded as owned'],
    });
  });

  it('changes nothing', async () => {
    await check({ license: 'sql', described: { kind: 'physical', socketCores: [8] } });
    const report = await collector.app.inject({ url: '/v1/reports/consumption/sql', headers: viewer });
    expect(report.json().totals).toMatchObject({ total: 16, lines: 1 });
  });

  it('explains what is wrong with a question', async () => {
    expect((await check({ license: 'sql' })).detail).toBe('give either `host` or `described`');
    expect((await check({ license: 'none', host: 'db01' })).detail).toBe(
      'no license "none"; there are: nothing, sql',
    );
    expect((await check({ license: 'sql', host: 'db02' })).detail).toMatch(/^no host "db02" counts then/);
    expect((await check({ license: 'sql', host: 'db01', product: 'x/y' })).detail).toMatch(
      /does not pay for "x\/y"/,
    );
  });
});

describe('GET /v1/reports/trend/{license}', () => {
  it('gives the days and the high-water mark; a lower snapshot later leaves the peak', async () => {
    const { snapshots } = collector.collector.stores;
    const [today] = await snapshots.days('sql', '0000-01-01', '9999-12-31');
    if (today === undefined) throw new Error('no snapshot was kept');
    await snapshots.add([{ ...today, consumed: 3, at: today.at + 1 }]);
    const response = await collector.app.inject({
      url: '/v1/reports/trend/sql?period=year',
      headers: viewer,
    });
    const trend = response.json() as TrendDocument;
    expect(trend.days).toMatchObject([{ day: today.day, owned: 24, consumed: 3, peak: 16 }]);
    expect(trend.highWaterMarks).toEqual([
      { period: today.day.slice(0, 4), peak: 16, at: new Date(today.at).toISOString() },
    ]);
  });

  it('knows no license without snapshots', async () => {
    const response = await collector.app.inject({ url: '/v1/reports/trend/none', headers: viewer });
    expect([response.statusCode, response.json().detail]).toEqual([
      404,
      'no license "none"; there are: nothing, sql',
    ]);
  });

  it('takes the name that a license has now, as other reports do', async () => {
    const url = `/v1/reports/trend/${encodeURIComponent('sql standard')}`;
    const response = await collector.app.inject({ url, headers: viewer });
    expect(response.json()).toMatchObject({ license: 'sql', name: 'sql standard' });
  });
});
