import type { Services } from '../http/services.ts';

/** Opens the collector's services on its data folder, without serving; given by the composition. */
export type OpenServices = (configFile: string) => Promise<{ services: Services; close(): Promise<void> }>;

export const CONFIG_OPTION = { config: { type: 'string', short: 'c' } } as const;
export const CONFIG_HELP =
  '  -c, --config FILE   configuration (default: $CORELEDGER_CONFIG or /etc/coreledger/coreledger.yaml)';

export function configFile(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return given ?? env.CORELEDGER_CONFIG ?? '/etc/coreledger/coreledger.yaml';
}

/** Runs one piece of work on the services and closes them whatever happens. */
export async function withServices<Result>(
  open: OpenServices,
  file: string,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const { services, close } = await open(file);
  try {
    return await work(services);
  } finally {
    await close();
  }
}
