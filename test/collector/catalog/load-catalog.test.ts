import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import type { AppError } from '../../../collector/src/errors.ts';

const provenance = { source: 'contract 4711', sourceDate: '2026-01-31', status: 'verified' };
const product = {
  id: 'acme/db',
  name: 'Acme DB',
  vendor: 'Acme',
  defaultMetric: 'core',
  editions: [{ id: 'gold', name: 'Gold', rank: 1, licensable: true }],
  highestEditionOnly: true,
  provenance,
};
const rule = {
  id: 'acme/db/package',
  product: 'acme/db',
  from: 'title',
  match: { name: { equals: ['acme-db'] } },
  confidence: 'medium',
};
const version = {
  effectiveFrom: '2020-01-01',
  effectiveTo: null,
  function: 'core-minimum',
  parameters: { minimumPerSocket: 4, minimumPerHost: 0, minimumPerGuest: 4, guestsPerLicense: 0 },
  switches: [],
  provenance,
};
const metric = { id: 'acme/core', name: 'Acme core', unit: 'core', packSize: null, versions: [version] };

function folder(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), 'coreledger-catalog-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

async function faultsIn(files: Readonly<Record<string, unknown>>): Promise<string[]> {
  try {
    await loadCatalog([folder(files)]);
  } catch (error) {
    return ((error as AppError).errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const withRule = (change: object) => ({
  'products/acme.json': { products: [product], rules: [{ ...rule, ...change }] },
});
const withVersions = (...changes: object[]) => ({
  'metrics/acme.json': {
    metrics: [{ ...metric, versions: changes.map((change) => ({ ...version, ...change })) }],
  },
});

describe("an operator's folder", () => {
  it('adds products, rules and metrics', async () => {
    const catalog = await loadCatalog([
      folder({
        'products/acme.json': { products: [product], rules: [rule] },
        'metrics/acme.json': { metrics: [metric] },
      }),
    ]);
    expect(catalog.products.get('acme/db')?.name).toBe('Acme DB');
    expect(catalog.metrics.get('acme/core')?.versions).toHaveLength(1);
    expect(catalog.rules[0]).toMatchObject({ id: 'acme/db/package', provenance });
  });

  it('replaces what has the same id, and leaves the rest', async () => {
    const shipped = await loadCatalog();
    const sql = {
      ...product,
      id: 'microsoft/sql-server',
      name: 'Our SQL',
      editions: shipped.products.get('microsoft/sql-server')?.editions,
    };
    const catalog = await loadCatalog([folder({ 'products/own.json': { products: [sql], rules: [] } })]);
    expect(catalog.products.get('microsoft/sql-server')?.name).toBe('Our SQL');
    expect(catalog.products.size).toBe(shipped.products.size);
    expect(catalog.rules).toHaveLength(shipped.rules.length);
  });
});

describe('faults are told with file and place', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no JSON', { 'products/acme.json': '{' }, /acme\.json: /],
    [
      'an unknown field',
      { 'products/acme.json': { products: [{ ...product, colour: 'red' }], rules: [] } },
      /acme\.json#\/products\/0.*colour/,
    ],
    [
      'a number without a source',
      {
        'metrics/acme.json': { metrics: [{ ...metric, versions: [{ ...version, provenance: undefined }] }] },
      },
      /acme\.json#\/metrics\/0\/versions\/0.*provenance/,
    ],
    ['a rule of a product that is none', withRule({ product: 'acme/other' }), /no product "acme\/other"/],
    ['an edition that is none', withRule({ edition: 'silver' }), /acme\/db has no edition "silver"/],
    [
      'a pattern that matches by substring',
      withRule({ match: { name: { pattern: 'acme' } } }),
      /acme\.json#\/rules\/0\/match\/name/,
    ],
    [
      'a pattern that is none',
      withRule({ match: { name: { pattern: '^(acme$' } } }),
      /not a regular expression/,
    ],
    [
      'a product without its metric',
      { 'products/acme.json': { products: [{ ...product, defaultMetric: 'acme/moon' }], rules: [] } },
      /there is no metric "acme\/moon"/,
    ],
    ['a function that is none', withVersions({ function: 'by-moon' }), /no metric function "by-moon"/],
    [
      'a parameter left out',
      withVersions({ parameters: { minimumPerSocket: 4 } }),
      /parameter "minimumPerHost" must be integer/,
    ],
    [
      'a floating point',
      withVersions({ parameters: { ...version.parameters, minimumPerSocket: 4.5 } }),
      /minimumPerSocket/,
    ],
    [
      'a switch that the code does not know',
      withVersions({
        switches: [{ name: 'colour', values: ['red', 'blue'], default: 'red', explanation: 'x' }],
      }),
      /knows no switch "colour"/,
    ],
    [
      'versions that overlap',
      withVersions({ effectiveTo: '2024-01-01' }, { effectiveFrom: '2023-01-01' }),
      /overlap/,
    ],
    ['a version that ends before it begins', withVersions({ effectiveTo: '2019-01-01' }), /ends before/],
  ])('%s', async (_, files, fault) => {
    expect((await faultsIn(files)).join('\n')).toMatch(fault);
  });

  it('a folder that is not there', async () => {
    await expect(loadCatalog([join(tmpdir(), 'no-such-catalog')])).rejects.toMatchObject({
      code: 'invalid-config',
      errors: [{ path: join(tmpdir(), 'no-such-catalog') }],
    });
  });
});

describe('the shipped catalog', () => {
  it('names its schema in every file', () => {
    const root = new URL('../../../collector/catalog/', import.meta.url);
    for (const kind of ['products', 'metrics', 'tables'])
      for (const name of readdirSync(new URL(kind, root))) {
        const { $schema } = JSON.parse(readFileSync(new URL(`${kind}/${name}`, root), 'utf8'));
        expect($schema, name).toBe(`../schema/${kind}.json`);
      }
  });
});
