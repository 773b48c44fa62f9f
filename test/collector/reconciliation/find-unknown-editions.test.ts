import { expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import type { HostFacts } from '../../../collector/src/licensing/host-facts.ts';
import type { License } from '../../../collector/src/licensing/license.ts';
import { findUnknownEditions } from '../../../collector/src/reconciliation/find-unknown-editions.ts';
import { AT, installation, license, physicalHost } from '../../support/licensing/build.ts';

const catalog = await loadCatalog();
const SQL = 'microsoft/sql-server';
const ORACLE = 'oracle/database';

function paysFor(
  id: string,
  product: string,
  editions: readonly string[] | null,
  change: Partial<License> = {},
) {
  return license(id, { selectors: [{ kind: 'product', product, editions, versions: null }], ...change });
}

function found(hosts: readonly HostFacts[], licenses: readonly License[]) {
  const report = computePositions({ hosts, licenses, catalog, at: AT, configurations: [] });
  return findUnknownEditions(report.positions);
}

it('tells an unknown edition once, with every license that is in doubt because of it', () => {
  const hosts = [1, 2, 3].map((number) =>
    physicalHost(`db-${number}`, [8], { installations: [installation(SQL)] }),
  );
  const licenses = Array.from({ length: 40 }, (_, index) =>
    paysFor(`sql-${String(index).padStart(2, '0')}`, SQL, ['standard']),
  );
  const findings = found(hosts, licenses);
  expect(findings.map(({ key }) => key)).toEqual([
    `edition-unknown:db-1:${SQL}`,
    `edition-unknown:db-2:${SQL}`,
    `edition-unknown:db-3:${SQL}`,
  ]);
  expect(findings[0]).toMatchObject({
    hostId: 'db-1',
    license: null,
    licenses: licenses.map(({ id }) => id),
    summary:
      'db-1: the edition of microsoft/sql-server is unknown, and so is whether it owes under sql-00, sql-01, sql-02, sql-03, sql-04 and 35 more',
    ours: { product: SQL, licenses: 40 },
  });
});

it('names the license where one alone is in doubt', () => {
  const hosts = [physicalHost('db-1', [8], { installations: [installation(SQL)] })];
  const [finding, ...others] = found(hosts, [paysFor('sql', SQL, ['standard'], { name: 'SQL Server' })]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ license: 'sql', summary: expect.stringMatching(/owes under SQL Server$/) });
  expect(finding).not.toHaveProperty('licenses');
});

it('tells two products on one host apart, and a version from an edition', () => {
  const installations = [installation(SQL), installation(ORACLE, { edition: 'enterprise' })];
  const hosts = [physicalHost('db-1', [8], { installations })];
  const selectors = [
    { kind: 'product', product: ORACLE, editions: ['enterprise'], versions: ['19'] } as const,
  ];
  const findings = found(hosts, [paysFor('sql', SQL, ['standard']), license('ora', { selectors })]);
  expect(findings.map(({ license, summary }) => [license, summary.split(' is ')[0]])).toEqual([
    ['ora', 'db-1: the version of oracle/database'],
    ['sql', 'db-1: the edition of microsoft/sql-server'],
  ]);
});

it('names the guest where its virtualization host is counted', () => {
  const guest = physicalHost('vm-1', [4], {
    installations: [installation(ORACLE)],
    topology: { virtual: true },
    placement: { kind: 'guest', hypervisor: 'vmware', physicalHostId: 'esx-1' },
  });
  const licenses = [paysFor('ora', ORACLE, ['enterprise'], { metric: 'oracle/processor' })];
  expect(found([guest, physicalHost('esx-1', [16, 16])], licenses).map(({ hostId }) => hostId)).toEqual([
    'vm-1',
  ]);
});

it('is silent about what is exempt or known', () => {
  const rule = {
    kind: 'excluded',
    hosts: ['db-1'],
    groups: null,
    tags: null,
    reason: 'lab',
    expiresAt: null,
  } as const;
  const hosts = [
    physicalHost('db-1', [8], { installations: [installation(SQL)] }),
    physicalHost('db-2', [8], { installations: [installation(SQL, { edition: 'standard' })] }),
  ];
  expect(found(hosts, [paysFor('sql', SQL, ['standard'], { exemptions: [rule] })])).toEqual([]);
});
