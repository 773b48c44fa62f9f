import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import type { Catalog } from '../../../collector/src/licensing/catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import { AT, installation, license } from '../../support/licensing/build.ts';
import { type VectorHost, vectorHost } from '../../support/licensing/vector-host.ts';

interface Vector {
  readonly name: string;
  readonly hosts: readonly VectorHost[];
  /** Hosts the product is installed on; all of them where left out. */
  readonly installedOn?: readonly string[];
  readonly switches?: Readonly<Record<string, string>>;
  readonly figures?: Readonly<Record<string, number>>;
  readonly source: string;
  readonly expect: {
    readonly total: number;
    readonly worstCase: number | null;
    readonly unmeasurable: number;
    readonly line?: string;
    /** Packs to buy where nothing is owned, for metrics sold in packs. */
    readonly packs?: number;
  };
}

const folder = new URL('vectors/', import.meta.url);
const files = readdirSync(folder).map((name): { metric: string; vectors: Vector[] } =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
);
const PRODUCT = 'vector/product';
let catalog: Catalog;

beforeAll(async () => {
  const shipped = await loadCatalog();
  const provenance = { source: 'test', sourceDate: '2026-11-24', status: 'verified' as const };
  const product = {
    id: PRODUCT,
    name: 'Product',
    vendor: 'Vendor',
    defaultMetric: null,
    editions: [],
    highestEditionOnly: true,
    provenance,
  };
  catalog = { ...shipped, products: new Map([...shipped.products, [PRODUCT, product]]) };
});

describe.each(files)('$metric', ({ metric, vectors }) => {
  it.each(vectors)('$name', (vector) => {
    const installed = new Set(vector.installedOn ?? vector.hosts.map(({ id }) => id));
    const hosts = vector.hosts.map((host) =>
      vectorHost(host, installed.has(host.id) ? [installation(PRODUCT)] : []),
    );
    const one = license('vector', {
      metric,
      owned: 0,
      switches: vector.switches ?? {},
      figures: vector.figures ?? {},
      selectors: [{ kind: 'product', product: PRODUCT, editions: null, versions: null }],
    });
    const { onPremises, packsShort } =
      computePositions({ hosts, licenses: [one], catalog, at: AT, configurations: [] }).positions[0] ?? {};
    const { line, packs, ...figures } = vector.expect;
    expect({
      total: onPremises?.total,
      worstCase: onPremises?.worstCase,
      unmeasurable: onPremises?.unmeasurable,
    }).toEqual(figures);
    if (packs !== undefined) expect(packsShort).toBe(packs);
    if (line !== undefined)
      expect(onPremises?.lines.map(({ measurement }) => measurement.derivation.line)).toContain(line);
  });

  it('has at least five cases', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(5);
  });
});

it('covers every metric of the catalog', () => {
  expect(files.map(({ metric }) => metric).toSorted()).toEqual([...catalog.metrics.keys()].toSorted());
});
