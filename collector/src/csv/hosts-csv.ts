import type { HostRow, TitleDocument } from '../services/reports/read-hosts.ts';
import { type CsvRow, toCsv } from './csv.ts';

const HOST_COLUMNS = [
  'name',
  'hostId',
  'origin',
  'kind',
  'hypervisor',
  'physicalHostId',
  'cluster',
  'sockets',
  'cores',
  'socketCores',
  'logicalProcessors',
  'cpuModel',
  'operatingSystem',
  'managedInstanceIds',
  'products',
  'lastSeenAt',
  'stale',
] as const;

/** One row for each host, as many pages as there are. */
export async function* hostsCsv(pages: AsyncIterable<readonly HostRow[]>): AsyncGenerator<string> {
  let header = true;
  for await (const hosts of pages) {
    yield toCsv(HOST_COLUMNS, hosts.map(hostRow), header);
    header = false;
  }
}

function hostRow({ socketCores, managedInstanceIds, products, ...host }: HostRow): CsvRow {
  return {
    ...host,
    socketCores: socketCores?.join(' ') ?? null,
    managedInstanceIds: managedInstanceIds.join(' '),
    products: products.join('; '),
  };
}

const TITLE_COLUMNS = [
  'name',
  'version',
  'architecture',
  'publisher',
  'source',
  'location',
  'total',
  'hostName',
  'hostId',
] as const;

/** One row for each title and host that is listed; a title that no host has now has one row without a host. */
export function titlesCsv(titles: readonly TitleDocument[]): string {
  const rows = titles.flatMap(({ hosts, ...title }): CsvRow[] =>
    hosts.length === 0
      ? [{ ...title, hostName: null, hostId: null }]
      : hosts.map(({ hostId, name }) => ({ ...title, hostName: name, hostId })),
  );
  return toCsv(TITLE_COLUMNS, rows);
}
