import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TSchema } from 'typebox';
import { AppError, type FieldError } from '../errors.ts';
import type { Catalog } from '../licensing/catalog.ts';
import { schemaFaults } from '../schema-faults.ts';
import { checkCatalog } from './check-catalog.ts';
import { type CatalogFiles, joinCatalog } from './join-catalog.ts';
import { MetricsFile, TablesFile } from './schema/metrics-file.ts';
import { ProductsFile } from './schema/products-file.ts';

/** The catalog that ships with the collector. */
export const builtInCatalogFolder = fileURLToPath(new URL('../../catalog', import.meta.url));

/**
 * Reads catalog folders: the shipped one, then operators' own, which add to it and replace what has the same id.
 * Throws AppError `invalid-config` with every fault of every file, each with its file and JSON pointer.
 */
export async function loadCatalog(operatorFolders: readonly string[] = []): Promise<Catalog> {
  const faults: FieldError[] = [];
  const files: CatalogFiles[] = [];
  for (const folder of [builtInCatalogFolder, ...operatorFolders])
    files.push(await readFolder(folder, faults));
  const catalog = joinCatalog(files);
  if (faults.length === 0) faults.push(...checkCatalog(catalog));
  if (faults.length > 0)
    throw new AppError('invalid-config', `the catalog has ${faults.length} faults`, { errors: faults });
  return catalog;
}

async function readFolder(folder: string, faults: FieldError[]): Promise<CatalogFiles> {
  const entries = await readdir(folder).catch((cause: unknown): string[] => {
    faults.push({ path: folder, message: `the catalog folder cannot be read: ${messageOf(cause)}` });
    return [];
  });
  const read = async <Document>(name: string, schema: TSchema): Promise<Document[]> =>
    entries.includes(name) ? readDocuments<Document>(join(folder, name), schema, faults) : [];
  return {
    products: await read<ProductsFile>('products', ProductsFile),
    metrics: await read<MetricsFile>('metrics', MetricsFile),
    tables: await read<TablesFile>('tables', TablesFile),
  };
}

async function readDocuments<Document>(
  folder: string,
  schema: TSchema,
  faults: FieldError[],
): Promise<Document[]> {
  const documents: Document[] = [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  for (const name of names) {
    const path = join(folder, name);
    try {
      const document: unknown = JSON.parse(await readFile(path, 'utf8'));
      const errors = faultsOf(path, schema, document);
      if (errors.length === 0) documents.push(document as Document);
      faults.push(...errors);
    } catch (cause) {
      faults.push({ path, message: messageOf(cause) });
    }
  }
  return documents;
}

/** The faults of one document, each with the file and the place in it. */
export function faultsOf(path: string, schema: TSchema, document: unknown): FieldError[] {
  return schemaFaults(schema, document).map((fault) => ({ ...fault, path: `${path}#${fault.path}` }));
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
