import type { Host } from '../../../host/host.ts';
import type { RawItem } from '../software-item.ts';
import { berkeleyHeaders } from './berkeley-headers.ts';
import { ndbHeaders } from './ndb-headers.ts';
import { parseRpmHeader } from './rpm-header.ts';

export interface RpmDatabase {
  readonly path: string;
  readonly kind: 'sqlite' | 'ndb' | 'berkeley';
}

const FOLDERS = ['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm'];
const FILES = [
  ['rpmdb.sqlite', 'sqlite'],
  ['Packages.db', 'ndb'],
  ['Packages', 'berkeley'],
] as const;
const MAX_BYTES = 512 * 1024 * 1024;

/** The package database of this root: the newest kind that is there. */
export function rpmDatabase(host: Host): RpmDatabase | undefined {
  for (const folder of FOLDERS) {
    for (const [name, kind] of FILES) {
      if (host.kind(`${folder}/${name}`) !== 'absent') return { path: `${folder}/${name}`, kind };
    }
  }
  return undefined;
}

/** Every package in a database, by reading the file. Throws for a file that is none or is damaged. */
export async function readRpmDatabase(host: Host, { path, kind }: RpmDatabase): Promise<RawItem[]> {
  const items: RawItem[] = [];
  let bytes = 0;
  for (const header of await headers(host, path, kind)) {
    bytes += header.byteLength;
    // Headers that overlap: no database is larger than its file.
    if (bytes > MAX_BYTES * 2) throw new Error('damaged package database');
    const item = parseRpmHeader(header);
    if (item !== undefined) items.push(item);
  }
  return items;
}

async function headers(host: Host, path: string, kind: RpmDatabase['kind']): Promise<Iterable<Uint8Array>> {
  switch (kind) {
    case 'sqlite':
      return host.sqliteBlobs(path, 'SELECT blob FROM Packages');
    case 'ndb':
      return ndbHeaders(host.readBytes(path, MAX_BYTES));
    case 'berkeley':
      return berkeleyHeaders(host.readBytes(path, MAX_BYTES));
  }
}
