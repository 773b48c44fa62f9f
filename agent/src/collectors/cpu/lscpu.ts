import type { Host } from '../../host/host.ts';
import { decimal } from '../text.ts';
import type { CpuCounts } from './cpu-counts.ts';
import { parseCpuList } from './cpu-list.ts';

/**
 * lscpu's summary, of any version: names are indented since 2.37, and IBM Z has sockets in books and drawers. It divides the
 * processors by the sockets and drops the rest, and makes up sockets where the kernel knows none, so its counts are taken only
 * where sockets × cores × threads come out at the online processors.
 */
export function parseLscpu(text: string): CpuCounts | undefined {
  const fields = fieldsOf(text);
  const number = (name: string) => decimal(fields.get(name));
  const logicalProcessors = onlineIn(fields);
  if (logicalProcessors === null) return undefined;
  const sockets = number('Socket(s)') ?? number('CPU socket(s)') ?? enclosedSockets(number);
  const coresPerSocket = number('Core(s) per socket');
  const threadsPerCore = number('Thread(s) per core');
  const unknown = { sockets: null, cores: null, logicalProcessors, socketCores: null, smt: null };
  if (sockets === null || coresPerSocket === null || threadsPerCore === null) return unknown;
  const cores = sockets * coresPerSocket;
  if (cores === 0 || cores * threadsPerCore !== logicalProcessors) return unknown;
  const socketCores = Array.from({ length: Math.min(sockets, 4096) }, () => coresPerSocket);
  return { sockets, cores, logicalProcessors, socketCores, smt: threadsPerCore > 1 };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** `CPU(s)` counts those that are offline as well, of which the line below it tells. */
function onlineIn(fields: ReadonlyMap<string, string>): number | null {
  const list = parseCpuList(fields.get('On-line CPU(s) list') ?? '');
  return list === undefined || list.length === 0 ? decimal(fields.get('CPU(s)')) : list.length;
}

function enclosedSockets(number: (name: string) => number | null): number | null {
  const perBook = number('Socket(s) per book');
  const perDrawer = number('Book(s) per drawer');
  const drawers = number('Drawer(s)');
  const books = perDrawer === null || drawers === null ? number('Book(s)') : perDrawer * drawers;
  return perBook === null || books === null ? null : perBook * books;
}

export async function readLscpu(host: Host): Promise<CpuCounts | undefined> {
  const text = await host.run({
    paths: ['/usr/bin/lscpu'],
    args: [],
    capture: 'lscpu.txt',
    timeoutMs: 5_000,
  });
  return parseLscpu(text);
}
