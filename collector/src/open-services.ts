import type { Logger } from 'pino';
import type { NoDatabase } from './cli/local-services.ts';
import { type Collector, composeCollector } from './composition.ts';
import { readConfig } from './config.ts';
import { hasDatabase } from './store/sqlite/sqlite-stores.ts';

/** The collector of a configuration, for one command. Without `create` it is opened where there is one, and nothing is made. */
export async function openServices(
  configFile: string,
  { create }: { readonly create: boolean },
  logger: (level: string) => Logger,
): Promise<Collector | NoDatabase> {
  const config = readConfig(configFile);
  if (!create && !hasDatabase(config.dataDir)) return { noDatabaseIn: config.dataDir };
  return composeCollector(config, logger(config.logLevel));
}
