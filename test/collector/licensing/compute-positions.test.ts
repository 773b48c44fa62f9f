import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import { AT, installation, license, physicalHost } from '../../support/licensing/build.ts';

const catalog = await loadCatalog();
const SQL = 'microsoft/sql-server';

function sql(editions: readonly string[] | null) {
  return [{ kind: 'product', product: SQL, editions, versions: null } as const];
}

describe('computePositions', () => {
  it('counts the cores of the hosts that carry the product, and says how', () => {
    const hosts = [
      physicalHost('db-1', [8, 8], { installations: [installation(SQL, { edition: 'standard' })] }),
      physicalHost('db-2', [8, 6], { installations: [installation(SQL, { edition: 'standard' })] }),
      physicalHost('web-1', [4]),
    ];
    const licenses = [license('sql', { owned: 32, selectors: sql(['standard']) })];
    const [position] = computePositions({ hosts, licenses, catalog, at: AT, configurations: [] }).positions;
    expect(position?.onPremises.lines.map((line) => [line.hostId, line.measurement.derivation.line])).toEqual(
      [
        ['db-1', '2 sockets × 8 cores = 16'],
        ['db-2', '8 + 6 cores = 14'],
      ],
    );
    expect(position).toMatchObject({ balance: 2, worstCaseBalance: 2, state: 'compliant' });
  });

  it('calls nothing compliant of which it is not understood what it pays for', () => {
    const hosts = [physicalHost('db-1', [8, 8])];
    const doubts = ['the catalog has no product "microsoft/sqlserver"'];
    const licenses = [
      license('sql', { owned: 32, selectors: sql(null), doubts }),
      license('other', { owned: 1 }),
    ];
    const { positions, completeness } = computePositions({
      hosts,
      licenses,
      catalog,
      at: AT,
      configurations: [],
    });
    expect(positions.find((one) => one.license.id === 'sql')).toMatchObject({
      state: 'undetermined',
      completeness: { hosts: 1, known: 1, gaps: [{ reason: doubts[0], hosts: null }] },
    });
    expect(completeness.gaps).toEqual([]);
  });

  it('lets the highest edition pay for a host, and shows the one that it supersedes', () => {
    const installations = [
      installation(SQL, { edition: 'standard', instance: 'A' }),
      installation(SQL, { edition: 'enterprise', instance: 'B' }),
    ];
    const hosts = [physicalHost('db-1', [8], { installations })];
    const licenses = [
      license('std', { owned: 8, selectors: sql(['standard']) }),
      license('ent', { owned: 8, selectors: sql(['enterprise']) }),
    ];
    const report = computePositions({ hosts, licenses, catalog, at: AT, configurations: [] });
    expect(report.positions.map((one) => [one.license.id, one.onPremises.total])).toEqual([
      ['ent', 8],
      ['std', 0],
    ]);
    expect(report.positions[1]?.onPremises.lines[0]).toMatchObject({ state: 'superseded', paidBy: 'ent' });
  });

  it('owes nothing for free editions and repeats their policy', () => {
    const hosts = [
      physicalHost('dev', [8], { installations: [installation(SQL, { edition: 'developer' })] }),
    ];
    const licenses = [license('std', { owned: 8, selectors: sql(['standard']) })];
    const [position] = computePositions({ hosts, licenses, catalog, at: AT, configurations: [] }).positions;
    expect(position?.onPremises.total).toBe(0);
    expect(position?.onPremises.lines[0]).toMatchObject({
      state: 'free',
      notes: ['Developer: no licence is owed, not for production'],
    });
  });

  it('keeps an unknown edition out of the total and in the worst case of each license that it may need', () => {
    const hosts = [physicalHost('db-1', [8], { installations: [installation(SQL)] })];
    const licenses = [
      license('std', { owned: 8, selectors: sql(['standard']) }),
      license('ent', { owned: 4, selectors: sql(['enterprise']) }),
    ];
    const { positions } = computePositions({ hosts, licenses, catalog, at: AT, configurations: [] });
    expect(positions.map((one) => [one.onPremises.total, one.onPremises.worstCase, one.state])).toEqual([
      [0, 8, 'undetermined'],
      [0, 8, 'undetermined'],
    ]);
  });
});
