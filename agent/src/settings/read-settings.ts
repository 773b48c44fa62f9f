import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { parseEnv } from 'node:util';
import { collectorUrl } from '../enrollment/collector-url.ts';

/** Everything an operator can set. Flags win over the environment, the environment over the file. */
export interface Settings {
  readonly stateDirectory: string;
  /** Collectors to try in this order instead of those of the join token; null to use those. */
  readonly urls: readonly string[] | null;
  readonly spoolMaxBytes: number;
  readonly spoolMaxAgeMs: number;
  readonly timeoutMs: number;
  /** SSM Agent's folder of registrations, to leave custom inventory there; null: nothing is left. */
  readonly ssmInventory: string | null;
  /** The environment's HTTPS_PROXY, HTTP_PROXY and NO_PROXY, either case. */
  readonly proxyEnv: Readonly<Record<string, string | undefined>>;
}

export interface SettingsSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly config?: string | undefined;
  readonly state?: string | undefined;
}

const PREFIX = 'CORELEDGER_AGENT_';
const NAMES = [
  'STATE',
  'URLS',
  'SPOOL_MAX_MIB',
  'SPOOL_MAX_DAYS',
  'TIMEOUT_SECONDS',
  'SSM_INVENTORY',
] as const;
const PROXY_NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
type Name = (typeof NAMES)[number];

/** The settings, or every fault in them. */
export function readSettings(
  source: SettingsSource,
): { settings: Settings; faults: null } | { settings: null; faults: readonly string[] } {
  const faults: string[] = [];
  const file = readFile(source, faults);
  const values: Readonly<Record<string, string | undefined>> = { ...file, ...agentVariables(source.env) };
  const get = (name: Name) => values[`${PREFIX}${name}`];

  const state = source.state ?? get('STATE') ?? defaultStateDirectory(source);
  if (source.state === undefined && !isAbsolute(state))
    faults.push(`${PREFIX}STATE: "${state}" is not an absolute path`);
  const integer = (name: Name, otherwise: number, max: number) => {
    const text = get(name);
    if (text === undefined) return otherwise;
    const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
    if (value < 1 || value > max)
      faults.push(`${PREFIX}${name}: "${text}" is not a whole number from 1 to ${max}`);
    return value;
  };
  const settings: Settings = {
    stateDirectory: state,
    urls: urls(get('URLS'), faults),
    spoolMaxBytes: integer('SPOOL_MAX_MIB', 64, 65_536) * 1024 * 1024,
    spoolMaxAgeMs: integer('SPOOL_MAX_DAYS', 90, 3_650) * 86_400_000,
    ssmInventory: ssmInventory(get('SSM_INVENTORY'), source.platform, faults),
    timeoutMs: integer('TIMEOUT_SECONDS', 30, 600) * 1000,
    proxyEnv: Object.fromEntries(PROXY_NAMES.map((name) => [name, source.env[name] ?? file[name]])),
  };
  return faults.length === 0 ? { settings, faults: null } : { settings: null, faults };
}

/** The default file may be missing; one that was named may not. */
function readFile(source: SettingsSource, faults: string[]): Record<string, string | undefined> {
  const path = source.config ?? defaultSettingsFile(source);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (source.config !== undefined || code !== 'ENOENT') faults.push(`${path}: cannot be read (${code})`);
    return {};
  }
  const values = parseEnv(text);
  const known = [...NAMES.map((name) => `${PREFIX}${name}`), ...PROXY_NAMES];
  for (const name of Object.keys(values))
    if (!known.includes(name)) faults.push(`${path}: no setting "${name}". There are: ${known.join(', ')}`);
  for (const [index, line] of text.split('\n').entries())
    if (!/^\s*(#.*|(export\s+)?[A-Za-z_]\w*\s*=.*)?$/.test(line))
      faults.push(`${path}:${index + 1}: not NAME=value`);
  return values;
}

function agentVariables(env: SettingsSource['env']): Record<string, string> {
  const given = NAMES.flatMap((name) => {
    const value = env[`${PREFIX}${name}`];
    return value === undefined || value === '' ? [] : [[`${PREFIX}${name}`, value]];
  });
  return Object.fromEntries(given);
}

function ssmInventory(text: string | undefined, platform: string, faults: string[]): string | null {
  if (text === undefined || text === 'off') return null;
  if (text === 'on')
    return platform === 'win32' ? 'C:\\ProgramData\\Amazon\\SSM\\InstanceData' : '/var/lib/amazon/ssm';
  if (!isAbsolute(text)) faults.push(`${PREFIX}SSM_INVENTORY: "${text}" is not on, off or an absolute path`);
  return text;
}

function urls(text: string | undefined, faults: string[]): readonly string[] | null {
  if (text === undefined || text.trim() === '') return null;
  return text.split(',').flatMap((part) => {
    const url = collectorUrl(part.trim());
    if (url.fault === null) return [url.url];
    faults.push(`${PREFIX}URLS: ${url.fault}`);
    return [];
  });
}

function defaultStateDirectory({ env, platform }: SettingsSource): string {
  return platform === 'win32' ? `${programData(env)}\\Coreledger\\Agent` : '/var/lib/coreledger-agent';
}

function defaultSettingsFile({ env, platform }: SettingsSource): string {
  return platform === 'win32'
    ? `${programData(env)}\\Coreledger\\agent.env`
    : '/etc/coreledger-agent/agent.env';
}

function programData(env: SettingsSource['env']): string {
  return env.ProgramData ?? 'C:\\ProgramData';
}
