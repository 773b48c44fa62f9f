import { type Host, HostReadError } from '../../host/host.ts';
import { parseWmic } from './parse-wmic.ts';
import { powershell } from './powershell.ts';

/** One instance of a CIM class: its properties as text, null where it has none. */
export type CimRow = Readonly<Record<string, string | null>>;

export interface CimQuery {
  readonly className: string;
  readonly properties: readonly string[];
  /** Where not root\\cimv2; wmic is not asked then. */
  readonly namespace?: string;
}

export interface CimAnswer {
  readonly by: 'powershell' | 'wmic';
  readonly rows: readonly CimRow[];
}

const TIMEOUT_MS = 20_000;

/**
 * Every instance of a class, by PowerShell or, where there is none or it cannot (Windows Server 2008 R2, Wine), by wmic. Captured
 * output: `win32_processor.json`, `win32_processor.txt`. Throws HostReadError; 'absent' where neither is here.
 */
export async function cimRows(host: Host, query: CimQuery): Promise<CimAnswer> {
  const failures: HostReadError[] = [];
  for (const by of ['powershell', 'wmic'] as const) {
    if (by === 'wmic' && query.namespace !== undefined) break;
    try {
      const rows = await (by === 'powershell' ? byPowershell(host, query) : byWmic(host, query));
      if (rows.length > 0) return { by, rows };
      failures.push(new HostReadError('failed', `${by}: no instance of ${query.className}`));
    } catch (error) {
      if (!(error instanceof HostReadError)) throw error;
      failures.push(error);
    }
  }
  const told = failures.find(({ failure }) => failure !== 'absent') ?? failures[0];
  throw told ?? new HostReadError('absent', `${query.className}: not asked`);
}

async function byPowershell(host: Host, query: CimQuery): Promise<CimRow[]> {
  const { className, properties, namespace } = query;
  const names = properties.join(',');
  const where = namespace === undefined ? '' : ` -Namespace ${namespace}`;
  const output = await host.run({
    ...powershell(
      `ConvertTo-Json -Compress -Depth 2 -InputObject @(Get-CimInstance -ErrorAction Stop${where} -ClassName ${className} | Select-Object ${names})`,
    ),
    capture: `${className.toLowerCase()}.json`,
    timeoutMs: TIMEOUT_MS,
  });
  return parseCimJson(output, properties);
}

async function byWmic(host: Host, { className, properties }: CimQuery): Promise<CimRow[]> {
  const output = await host.run({
    paths: ['%SystemRoot%\\System32\\wbem\\wmic.exe'],
    args: ['path', className, 'get', properties.join(','), '/value'],
    capture: `${className.toLowerCase()}.txt`,
    timeoutMs: TIMEOUT_MS,
  });
  return parseWmic(output, properties);
}

/**
 * Rows of `ConvertTo-Json`: one instance is an object, several are an array, which some releases of PowerShell wrap into
 * `{value, Count}`. Warnings, which PowerShell writes to standard output, may stand around it.
 */
export function parseCimJson(output: string, properties: readonly string[]): CimRow[] {
  if (output.trim() === '') return [];
  const parsed = parsedIn(output);
  const wrapped =
    isRecord(parsed) && Array.isArray(parsed.value) && 'Count' in parsed ? parsed.value : parsed;
  const instances: readonly unknown[] = Array.isArray(wrapped) ? wrapped : [wrapped];
  return instances
    .filter(isRecord)
    .map((instance) => Object.fromEntries(properties.map((name) => [name, textOf(instance[name])])));
}

/** The whole output or, for one with more in it, the line that is an object or an array. */
function parsedIn(output: string): unknown {
  const line = output.split('\n').find((candidate) => /^\s*(\{"|\[\{|\[\])/.test(candidate));
  for (const text of line === undefined ? [output] : [output, line]) {
    try {
      return JSON.parse(text) as unknown;
    } catch {}
  }
  throw new HostReadError('failed', 'PowerShell: its answer is not JSON');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
