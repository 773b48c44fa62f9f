import type { Catalog, Metric, Product, RecognitionRule, Table } from '../licensing/catalog.ts';
import { PLAIN_METRICS } from '../licensing/metrics/plain.ts';
import type { MetricsFile, TablesFile } from './schema/metrics-file.ts';
import type { ProductsFile } from './schema/products-file.ts';

export interface CatalogFiles {
  readonly products: readonly ProductsFile[];
  readonly metrics: readonly MetricsFile[];
  readonly tables: readonly TablesFile[];
}

/** Later folders replace what has the same id; their rules are tried first. */
export function joinCatalog(folders: readonly CatalogFiles[]): Catalog {
  const metrics = folders.flatMap((folder) => folder.metrics.flatMap((file) => file.metrics as Metric[]));
  const rules = new Map<string, RecognitionRule>();
  for (const folder of folders.toReversed())
    for (const rule of folder.products.flatMap(rulesOf)) if (!rules.has(rule.id)) rules.set(rule.id, rule);
  return {
    products: byId(
      folders.flatMap((folder) => folder.products.flatMap((file) => file.products as Product[])),
    ),
    metrics: byId([...PLAIN_METRICS, ...metrics]),
    tables: byId(folders.flatMap((folder) => folder.tables.flatMap(tablesOf))),
    rules: [...rules.values()],
  };
}

function rulesOf(file: ProductsFile): RecognitionRule[] {
  return file.rules.map((rule) => {
    const provenance = rule.provenance ??
      file.products.find((product) => product.id === rule.product)?.provenance ?? {
        source: 'operator',
        sourceDate: '1970-01-01',
        status: 'unverified',
      };
    return { ...rule, provenance } as RecognitionRule;
  });
}

function tablesOf(file: TablesFile): Table[] {
  return file.tables.map((table) => ({
    ...table,
    versions: table.versions.map((version) => ({
      ...version,
      rows: version.rows.map((row) => ({ ...row, provenance: row.provenance ?? version.provenance })),
    })),
  })) as Table[];
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
