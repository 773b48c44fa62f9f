import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { LineCounter, parseDocument } from 'yaml';
import { type AlertsConfig, alertFaults, toAlertsConfig } from './config-alerts.ts';
import { type AwsConfig, awsFaults, toAwsConfig } from './config-aws.ts';
import { ConfigFile } from './config-schema.ts';
import { AppError, type FieldError } from './errors.ts';
import { isLoopback } from './is-loopback.ts';
import { schemaFaults } from './schema-faults.ts';

/** The collector's configuration, checked and frozen; paths are absolute. */
export interface Config {
  readonly dataDir: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly urls: readonly string[];
  readonly tls: 'auto' | 'off' | { readonly certificate: string; readonly key: string; readonly ca: string };
  readonly logLevel: string;
  readonly staleAfterMs: number;
  /** Threads that compute reports beside the one that takes them in; 0: the same one. */
  readonly reportThreads: number;
  /** null: all history is kept. */
  readonly historyMs: number | null;
  readonly licensesFile: string | null;
  readonly catalogFolder: string | null;
  readonly aws: AwsConfig;
  readonly alerts: AlertsConfig;
}

const HOUR_MS = 3_600_000;
/** Three years, one of them leap: auditors ask for two, contracts often for three. */
const HISTORY_DAYS = 1_096;

/** Reads and parses a configuration file. Throws AppError `invalid-config` with every fault and its path. */
export function readConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError(
      'invalid-config',
      `cannot read the configuration ${file}: ${(error as Error).message}. --config FILE or $CORELEDGER_CONFIG says where it is`,
    );
  }
  return parseConfig(text, file);
}

export function parseConfig(text: string, file: string): Config {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true });
  const syntax = document.errors.map((error) => ({
    path: `line ${lineCounter.linePos(error.pos[0]).line}`,
    message: error.message.split('\n')[0] ?? error.code,
  }));
  if (syntax.length > 0) throw invalid(file, syntax);
  const raw: unknown = document.toJS() ?? {};
  if (!Value.Check(ConfigFile, raw)) throw invalid(file, faultsOf(raw));
  const config = toConfig(raw, dirname(resolve(file)));
  const faults = crossFaults(config);
  if (faults.length > 0) throw invalid(file, faults);
  return Object.freeze(config);
}

function toConfig(raw: ConfigFile, folder: string): Config {
  const host = raw.listen?.host ?? '127.0.0.1';
  const port = raw.listen?.port ?? 8443;
  const tls = raw.tls ?? 'auto';
  const scheme = tls === 'off' ? 'http' : 'https';
  return {
    dataDir: resolve(folder, raw.dataDir),
    listen: { host, port },
    urls: raw.urls ?? [`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`],
    tls:
      typeof tls === 'string'
        ? tls
        : {
            certificate: resolve(folder, tls.certificate),
            key: resolve(folder, tls.key),
            ca: resolve(folder, tls.ca),
          },
    logLevel: raw.logLevel ?? 'info',
    staleAfterMs: (raw.staleAfterHours ?? 72) * HOUR_MS,
    reportThreads: raw.reportThreads ?? 1,
    historyMs: historyMs(raw.retention?.historyDays),
    licensesFile: raw.licenses === undefined ? null : resolve(folder, raw.licenses),
    catalogFolder: raw.catalog === undefined ? null : resolve(folder, raw.catalog),
    aws: toAwsConfig(raw.aws),
    alerts: toAlertsConfig(raw.alerts, folder),
  };
}

function historyMs(days: number | 'forever' = HISTORY_DAYS): number | null {
  return days === 'forever' ? null : days * 24 * HOUR_MS;
}

function crossFaults(config: Config): FieldError[] {
  const sources = config.aws.sources.map(({ name }) => name);
  const faults: FieldError[] = [...awsFaults(config.aws), ...alertFaults(config.alerts, sources)];
  if (config.tls === 'off' && !isLoopback(config.listen.host)) {
    faults.push({
      path: 'tls',
      message: `"off" is for a proxy on this machine only: listen.host must be a loopback address, not ${config.listen.host}`,
    });
  }
  if (config.listen.host === '0.0.0.0' && config.urls[0]?.includes('0.0.0.0')) {
    faults.push({
      path: 'urls',
      message: 'say by which address agents reach this collector, e.g. https://ledger.example.org:8443',
    });
  }
  return faults;
}

/** Places as they are written in YAML: `alerts.targets.0.type`. */
function faultsOf(raw: unknown): FieldError[] {
  return schemaFaults(ConfigFile, raw).map(({ path, message }) => ({
    path: path.slice(1).replaceAll('/', '.') || '(file)',
    message,
  }));
}

function invalid(file: string, errors: readonly FieldError[]): AppError {
  return new AppError(
    'invalid-config',
    `the configuration ${file} has ${errors.length} fault${errors.length > 1 ? 's' : ''}`,
    { errors },
  );
}
