import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sections } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectSections } from '../../../agent/src/collectors/collect-sections.ts';
import { rootedHost } from '../../../agent/src/host/rooted-host.ts';
import type {
  ConsumptionDocument,
  LicenseDocument,
} from '../../../collector/src/services/reports/documents.ts';
import { DEMO_HOSTS } from '../../demo/hosts/demo-hosts.ts';
import { writeHostRoot } from '../../demo/roots/write-host-root.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { dpkgItem, identity, presentSection, request } from '../../support/collector/test-agent.ts';

const LICENSES = `
groups:
  - { id: databases, names: ['sql-*'] }
licenses:
  - id: sql
    name: SQL Server
    product: microsoft/sql-server
    metric: core
    owned: 40
`;

let folder = '';
let collector: TestCollector;
let viewer: { authorization: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coreledger-consumption-'));
  writeFileSync(join(folder, 'licenses.yaml'), LICENSES);
  collector = await startTestCollector(`licenses: ${join(folder, 'licenses.yaml')}\n`);
  viewer = await collector.bearer('viewer');
  for (const host of DEMO_HOSTS) {
    const collected = await collectSections(rootedHost(await writeHostRoot(host, folder)));
    const software: SoftwareItem[] = (host.packages ?? [])
      .filter((one) => one.status !== 'config-files')
      .map((one) => dpkgItem(one.name, one.version));
    const sections: Sections = {
      ...collected,
      software: presentSection(software),
      editions: { status: 'unavailable', reason: 'not read in this test' },
    };
    const agent = await collector.enrolled(host.name);
    const report = agent.report({ identity: identity({ hostName: host.name, fqdn: null }), sections });
    const answer = await collector.app.inject(request('/v1/agent/reports', report));
    expect(answer.statusCode, answer.body).toBe(202);
  }
}, 30_000);

afterAll(async () => {
  await collector.close();
  await rm(folder, { recursive: true, force: true });
});

async function get<Answer>(url: string): Promise<Answer> {
  const response = await collector.app.inject({ url, headers: viewer });
  expect(response.statusCode, response.body).toBe(200);
  return response.json() as Answer;
}

describe('GET /v1/reports/consumption', () => {
  it('shows what is owned and consumed of each license', async () => {
    const { licenses } = await get<ConsumptionDocument>('/v1/reports/consumption');
    // mssql-server alone tells no edition: every host may owe, none is measured as owing.
    expect(licenses).toMatchObject([
      { license: 'sql', owned: 40, consumedOnPremises: 0, worstCaseOnPremises: 38, state: 'undetermined' },
    ]);
  });

  it('answers in CSV where that is asked for', async () => {
    const response = await collector.app.inject({
      url: '/v1/reports/consumption?format=csv',
      headers: viewer,
    });
    expect(response.headers['content-type']).toContain('text/csv');
    expect(response.body.split('\r\n')[1]).toMatch(/^sql,SQL Server,core,core,40,0,38,/);
  });

  it('refuses an instant of the future, an unknown license and a foreign cursor, and says why', async () => {
    const faults = await Promise.all(
      ['consumption?asOf=2999-01-01', 'consumption/none', 'consumption/sql?after=abc'].map(async (path) => {
        const answer = await collector.app.inject({ url: `/v1/reports/${path}`, headers: viewer });
        return [answer.statusCode, answer.json().detail];
      }),
    );
    expect(faults).toEqual([
      [400, 'asOf 2999-01-01 lies in the future'],
      [404, 'no license "none"; there are: sql'],
      [400, '`after` is not a cursor of this listing: pass `next` of the page before'],
    ]);
  });

  it('is not there for callers without a key', async () => {
    expect((await collector.app.inject({ url: '/v1/reports/consumption' })).statusCode).toBe(401);
    expect((await collector.app.inject({ url: '/v1/hosts' })).statusCode).toBe(401);
  });
});

describe('GET /v1/reports/consumption/{license}', () => {
  it('lists every contributing host with its derivation, and sums to the total on every way through its pages', async () => {
    const whole = await get<LicenseDocument>('/v1/reports/consumption/sql');
    expect(whole.items.map((one) => [one.hostName, one.state, one.worstCase])).toEqual([
      ['erp-vm-02', 'doubtful', 8],
      ['sql-db-01', 'doubtful', 20],
      ['sql-dev-01', 'doubtful', 6],
      ['sql-edge-01', 'doubtful', 2],
      ['web-ec2-01', 'doubtful', 2],
    ]);
    for (const limit of [1, 2, 3]) {
      const seen: number[] = [];
      let after = '';
      do {
        const page = await get<LicenseDocument>(`/v1/reports/consumption/sql?limit=${limit}${after}`);
        expect(page.totals).toEqual(whole.totals);
        seen.push(...page.items.map((one) => one.worstCase ?? Number.NaN));
        after = page.next === null ? '' : `&after=${page.next}`;
      } while (after !== '');
      expect(seen.reduce((sum, one) => sum + one, 0)).toBe(whole.totals.worstCase);
    }
  });

  it('sums what a filter leaves', async () => {
    const page = await get<LicenseDocument>('/v1/reports/consumption/sql?host=sql-d&limit=1');
    expect(page.totals).toMatchObject({ worstCase: 26, lines: 2 });
  });

  it('sums what a group leaves, page by page as well, and says which groups there are', async () => {
    const page = await get<LicenseDocument>('/v1/reports/consumption/sql?group=databases&limit=1');
    expect(page.totals).toMatchObject({ worstCase: 28, lines: 3 });
    const next = await get<LicenseDocument>(
      `/v1/reports/consumption/sql?group=databases&limit=5&after=${page.next}`,
    );
    expect([...page.items, ...next.items].map(({ hostName }) => hostName)).toEqual([
      'sql-db-01',
      'sql-dev-01',
      'sql-edge-01',
    ]);
    expect((await get<{ total: number }>('/v1/hosts?group=databases')).total).toBe(3);
    const unknown = await collector.app.inject({ url: '/v1/hosts?group=none', headers: viewer });
    expect([unknown.statusCode, unknown.json().detail]).toEqual([
      400,
      'licenses.yaml has no group "none"; groups are: databases',
    ]);
  });

  it('keeps pages of one listing on one instant while reports arrive', async () => {
    const first = await get<LicenseDocument>('/v1/reports/consumption/sql?limit=1');
    const agent = await collector.enrolled('aaa-new');
    const sections = { ...JSON.parse(agent.report().bytes.toString()).sections };
    sections.software = presentSection([dpkgItem('mssql-server')]);
    await collector.app.inject(
      request('/v1/agent/reports', agent.report({ identity: identity({ hostName: 'aaa-new' }), sections })),
    );
    const second = await get<LicenseDocument>(`/v1/reports/consumption/sql?limit=10&after=${first.next}`);
    expect(second.asOf).toBe(first.asOf);
    expect(second.totals).toEqual(first.totals);
  });
});

describe('GET /v1/hosts', () => {
  it('gives facts and unknowns as they are', async () => {
    const { items } = await get<{ items: { name: string }[] }>('/v1/hosts?name=ora');
    expect(items).toMatchObject([
      { name: 'ora-arm-01', sockets: null, cores: null, logicalProcessors: 80 },
      { name: 'ora-db-01', socketCores: [16, 16], logicalProcessors: 64 },
      { name: 'ora-db-02', socketCores: [24], logicalProcessors: 24 },
    ]);
  });

  it('ties a guest to the host that lists it, from both sides', async () => {
    const [host, guest] = await Promise.all([
      get<{ hostId: string }>('/v1/hosts/kvm-01'),
      get<{ physicalHostId: string }>('/v1/hosts/erp-vm-02'),
    ]);
    expect(guest.physicalHostId).toBe(host.hostId);
  });

  it('says what a host owes, and which hosts have a title', async () => {
    const host = await get<{ hostId: string; software: { titles: number } }>('/v1/hosts/sql-db-01');
    const owed = await get<{ items: unknown[] }>(`/v1/hosts/${host.hostId}/licenses`);
    expect(await get(`/v1/hosts/sql-db-01/licenses`)).toEqual(owed);
    expect(owed.items).toMatchObject([{ license: 'sql', hostName: 'sql-db-01' }]);
    const software = await get<{ total: number }>('/v1/hosts/sql-db-01/software?limit=2');
    expect(software.total).toBe(host.software.titles);
    const titles = await get<{ items: { name: string; hosts: { name: string }[] }[] }>(
      '/v1/titles?name=libvirt',
    );
    expect(titles.items).toMatchObject([{ name: 'libvirt-daemon', total: 1, hosts: [{ name: 'kvm-01' }] }]);
    const counted = await get<{ items: unknown[] }>('/v1/titles?name=libvirt&hosts=0');
    expect(counted.items).toMatchObject([{ name: 'libvirt-daemon', total: 1, hosts: [] }]);
  });
});
