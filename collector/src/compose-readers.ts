import { readFileSync } from 'node:fs';
import { loadCatalog } from './catalog/load-catalog.ts';
import { readLicensesFile } from './catalog/read-licenses-file.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import type { ReaderParts, ReadStores } from './services/readers.ts';

/** What readers need of the configuration: plain data without secrets, so that it can be handed to a thread. */
export type ReaderSettings = Pick<Config, 'dataDir' | 'catalogFolder' | 'licensesFile' | 'staleAfterMs'> & {
  readonly sources: ReaderParts['sources'];
  readonly alertRules: ReaderParts['alertRules'];
};

export function readerSettings(config: Config): ReaderSettings {
  const { dataDir, catalogFolder, licensesFile, staleAfterMs, aws, alerts } = config;
  return {
    dataDir,
    catalogFolder,
    licensesFile,
    staleAfterMs,
    sources: aws.sources,
    alertRules: alerts.rules,
  };
}

/** What readers are made of, in this thread or in one of their own. Throws AppError `invalid-config` for a fault in a file. */
export async function readerParts(settings: ReaderSettings, stores: ReadStores): Promise<ReaderParts> {
  const { catalogFolder, licensesFile, staleAfterMs, sources, alertRules } = settings;
  const text = licensesFile === null ? '' : licensesText(licensesFile);
  return {
    stores,
    sources,
    ...readLicensesFile(text, licensesFile ?? 'licenses.yaml'),
    catalog: await loadCatalog(catalogFolder === null ? [] : [catalogFolder]),
    staleAfterMs,
    alertRules,
    clock: { now: () => Date.now() },
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
