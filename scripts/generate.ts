/**
 * Writes the files that are generated from code and committed: the published wire schemas, those of catalog files and
 * licenses.yaml, and the OpenAPI document.
 * `--check` writes nothing and exits 1 where a committed file differs from what the code says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { HostReport } from '@coreledger/shared/host-report.ts';
import { UnchangedNotice } from '@coreledger/shared/unchanged-notice.ts';

import { LicensesFile } from '../collector/src/catalog/schema/licenses-file.ts';
import { MetricsFile, TablesFile } from '../collector/src/catalog/schema/metrics-file.ts';
import { ProductsFile } from '../collector/src/catalog/schema/products-file.ts';
import { buildApp } from '../collector/src/http/app.ts';
import type { Services } from '../collector/src/http/services.ts';
import { VERSION } from '../collector/src/version.ts';

const root = new URL('..', import.meta.url);
const generated = new Map<string, string>([
  ['shared/schema/host-report-1.0.json', schemaFile(HostReport, 'host-report-1.0')],
  ['shared/schema/unchanged-notice-1.0.json', schemaFile(UnchangedNotice, 'unchanged-notice-1.0')],
  ['collector/catalog/schema/products.json', schemaFile(ProductsFile, 'catalog-products')],
  ['collector/catalog/schema/metrics.json', schemaFile(MetricsFile, 'catalog-metrics')],
  ['collector/catalog/schema/tables.json', schemaFile(TablesFile, 'catalog-tables')],
  ['collector/catalog/schema/licenses.json', schemaFile(LicensesFile, 'licenses')],
  ['collector/openapi.json', await openapiFile()],
]);

function schemaFile(schema: object, id: string): string {
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:coreledger:schema:${id}`,
  };
  return `${JSON.stringify({ ...document, ...schema }, null, 2)}\n`;
}

/** Routes are described when they are registered: nothing is called. */
async function openapiFile(): Promise<string> {
  const app = await buildApp({
    services: untouched() as Services,
    version: VERSION,
    logger: false,
    tls: null,
  });
  const document = app.swagger();
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Stands for services that nobody calls: every member of it is the like. */
function untouched(): unknown {
  return new Proxy(() => undefined, { get: (_target, name) => (name === 'then' ? undefined : untouched()) });
}

const check = process.argv.includes('--check');
for (const [path, text] of generated) {
  const file = new URL(path, root);
  if (readOrEmpty(file) === text) continue;
  if (!check) writeFileSync(file, text);
  else {
    console.error(`${path} is not what the code says: run npm run generate`);
    process.exitCode = 1;
  }
}

function readOrEmpty(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
