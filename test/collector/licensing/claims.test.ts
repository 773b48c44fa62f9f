import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import type { Installation } from '../../../collector/src/licensing/installation.ts';
import type { License, Selector } from '../../../collector/src/licensing/license.ts';
import { AT, installation, license, physicalHost } from '../../support/licensing/build.ts';

const catalog = await loadCatalog();
const SQL = 'microsoft/sql-server';

function product(editions: readonly string[] | null, versions: readonly string[] | null = null): Selector[] {
  return [{ kind: 'product', product: SQL, editions, versions }];
}

/** What a product information filter of License Manager selects. */
function filtered(id: string): Selector[] {
  const host = {
    platformNames: null,
    platformTypes: null,
    excludedTags: [],
    excludedAccounts: [],
    onPremises: true,
  };
  return [{ kind: 'titles', product: `license-manager/${id}#0`, host }];
}

function settle(installations: readonly Installation[], licenses: readonly License[]) {
  const hosts = [physicalHost('db-1', [8, 8], { installations })];
  const { positions, unlicensed } = computePositions({
    hosts,
    licenses,
    catalog,
    at: AT,
    configurations: [],
  });
  const lines = positions.flatMap(({ license: { id }, onPremises }) =>
    onPremises.lines.map(({ state, paidBy }) => [id, state, paidBy]),
  );
  return { lines, unlicensed: unlicensed.map((one) => [one.product, one.edition]) };
}

const standard = installation(SQL, { edition: 'standard', version: '15.0' });

describe('competing licenses for one installation', () => {
  it('go by priority, and the other says who pays', () => {
    const licenses = [
      license('b', { selectors: product(['standard']), priority: 1 }),
      license('a', { selectors: product(['standard']) }),
    ];
    const expected = [
      ['a', 'allocated-elsewhere', 'b'],
      ['b', 'counted', null],
    ];
    expect(settle([standard], licenses).lines).toEqual(expected);
    expect(settle([standard], licenses.toReversed()).lines).toEqual(expected);
  });

  it('go by the narrower selector, then by id', () => {
    const wide = license('a', { selectors: product(null) });
    const narrow = license('b', { selectors: product(['standard'], ['15']) });
    const other = license('c', { selectors: product(['standard'], ['15']) });
    expect(settle([standard], [wide, other, narrow]).lines).toEqual([
      ['a', 'allocated-elsewhere', 'b'],
      ['b', 'counted', null],
      ['c', 'allocated-elsewhere', 'b'],
    ]);
  });
});

describe('a title that a filter of License Manager selects', () => {
  const byFilter = (id: string) => ({ ...standard, product: `license-manager/${id}#0`, edition: null });

  it('is not paid for twice: the product license has it', () => {
    const licenses = [
      license('filter', { selectors: filtered('lic-1'), priority: 1 }),
      license('own', { selectors: product(['standard']) }),
    ];
    expect(settle([standard, byFilter('lic-1')], licenses).lines).toEqual([
      ['filter', 'allocated-elsewhere', 'own'],
      ['own', 'counted', null],
    ]);
  });

  it('is paid by the first of two filters', () => {
    const licenses = [
      license('y', { selectors: filtered('lic-1') }),
      license('x', { selectors: filtered('lic-2') }),
    ];
    expect(settle([byFilter('lic-1'), byFilter('lic-2')], licenses).lines).toEqual([
      ['x', 'counted', null],
      ['y', 'allocated-elsewhere', 'x'],
    ]);
  });

  it('counts by the filter where nobody else pays, and is not called unlicensed then', () => {
    const licenses = [license('filter', { selectors: filtered('lic-1') })];
    expect(settle([standard, byFilter('lic-1')], licenses)).toEqual({
      lines: [['filter', 'counted', null]],
      unlicensed: [],
    });
    expect(settle([standard], licenses).unlicensed).toEqual([[SQL, 'standard']]);
  });
});
