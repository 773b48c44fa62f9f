import { readFileSync } from 'node:fs';
import { loadCatalog } from './catalog/load-catalog.ts';
import { readLicensesFile } from './catalog/read-licenses-file.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import type { ReaderSettings } from './services/readers.ts';

/** What readers need of the configuration and its files. Throws AppError `invalid-config` for a fault in a file. */
export async function readerSettings(config: Config): Promise<ReaderSettings> {
  const { catalogFolder, licensesFile, staleAfterMs, aws, alerts } = config;
  const text = licensesFile === null ? '' : licensesText(licensesFile);
  return {
    ...readLicensesFile(text, licensesFile ?? 'licenses.yaml'),
    catalog: await loadCatalog(catalogFolder === null ? [] : [catalogFolder]),
    staleAfterMs,
    sources: aws.sources,
    alertRules: alerts.rules,
  };
}

function licensesText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError(
      'invalid-config',
      `cannot read ${file}, which \`licenses\` in the configuration names: ${(error as Error).message}`,
    );
  }
}
