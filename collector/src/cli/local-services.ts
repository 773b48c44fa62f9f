import { AppError } from '../errors.ts';
import type { Services } from '../http/services.ts';

/**
 * Opens the collector's services on its data folder, without serving; given by the composition. Where there is no database yet, `create`
 * makes one; else nothing is made: a report about a mistyped folder would say, with authority, that nothing is consumed.
 */
export type OpenServices = (
  configFile: string,
  options: { readonly create: boolean },
) => Promise<OpenedServices | NoDatabase>;

export interface OpenedServices {
  readonly services: Services;
  close(): Promise<void>;
}

export interface NoDatabase {
  readonly noDatabaseIn: string;
}

export const CONFIG_OPTION = { config: { type: 'string', short: 'c' } } as const;
export const CONFIG_HELP =
  '  -c, --config FILE   configuration (default: $CORELEDGER_CONFIG or /etc/coreledger/coreledger.yaml)';

export function configFile(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return given ?? env.CORELEDGER_CONFIG ?? '/etc/coreledger/coreledger.yaml';
}

/**
 * Runs one piece of work on the services and closes them whatever happens. `create`: for what begins a collector's life, before it has
 * served. Throws AppError `invalid-config` where there is no database.
 */
export async function withServices<Result>(
  open: OpenServices,
  file: string,
  work: (services: Services) => Promise<Result>,
  { create } = { create: false },
): Promise<Result> {
  const opened = await open(file, { create });
  if ('noDatabaseIn' in opened) throw new AppError('invalid-config', noDatabase(opened, file));
  return workOn(opened, work);
}

export async function workOn<Result>(
  { services, close }: OpenedServices,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(services);
  } finally {
    await close();
  }
}

export function noDatabase({ noDatabaseIn }: NoDatabase, file: string): string {
  return `there is no database in ${noDatabaseIn}: is that the dataDir of the collector you mean? The configuration ${file} says so; --config FILE names another, and \`coreledger serve\` makes the database`;
}
