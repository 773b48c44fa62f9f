import type { Host } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { type RawItem, softwareItems } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

const DATABASES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];
const MAX_BYTES = 32 * 1024 * 1024;

export async function readApk(host: Host): Promise<SoftwareSource> {
  const path = DATABASES.find((candidate) => host.kind(candidate) !== 'absent');
  if (path === undefined) return { items: [], outcome: { name: 'apk', status: 'absent', detail: null } };
  const { value, outcome } = await fromSource('apk', () =>
    softwareItems('apk', path, parseApkInstalled(host.readText(path, MAX_BYTES))),
  );
  return { items: value ?? [], outcome };
}

/** Records of one-letter fields (apk-package(5)): P name, V version, A architecture, m maintainer. */
export function parseApkInstalled(text: string): RawItem[] {
  const items: RawItem[] = [];
  for (const record of text.split(/\n{2,}/)) {
    const field = (letter: string) => {
      const at = record.startsWith(letter) ? 0 : record.indexOf(`\n${letter}`) + 1;
      if (at === 0 && !record.startsWith(letter)) return undefined;
      const end = record.indexOf('\n', at);
      return record.slice(at + letter.length, end === -1 ? record.length : end);
    };
    const name = field('P:');
    if (name !== undefined) {
      items.push({ name, version: field('V:'), architecture: field('A:'), publisher: field('m:') });
    }
  }
  return items;
}
