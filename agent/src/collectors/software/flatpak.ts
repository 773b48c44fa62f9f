import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { softwareItem } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

/** The system's installation; those of users lie in their home directories, which are not read. */
const INSTALLATION = '/var/lib/flatpak';
const MAX_ITEMS = 5_000;

/** Deployed refs: `<kind>/<id>/<architecture>/<branch>/active`. */
export async function readFlatpak(host: Host): Promise<SoftwareSource> {
  const reader = fieldReader(host, 'flatpak');
  const items: SoftwareItem[] = [];
  for (const kind of ['app', 'runtime'] as const) {
    for (const id of reader.list(`${INSTALLATION}/${kind}`)) {
      for (const architecture of reader.list(`${INSTALLATION}/${kind}/${id}`)) {
        if (host.kind(`${INSTALLATION}/${kind}/${id}/${architecture}`) !== 'directory') continue;
        if (architecture === 'current') continue;
        for (const branch of reader.list(`${INSTALLATION}/${kind}/${id}/${architecture}`)) {
          const location = `${INSTALLATION}/${kind}/${id}/${architecture}/${branch}/active`;
          if (host.kind(location) !== 'directory') continue;
          if (items.length >= MAX_ITEMS) {
            reader.passedOver(`${INSTALLATION}: more than ${MAX_ITEMS} deployments`);
            continue;
          }
          const version = kind === 'runtime' ? branch : appVersion(reader.text, location, id);
          const item = softwareItem('flatpak', location, { name: id, version, architecture });
          if (item !== undefined) items.push(item);
        }
      }
    }
  }
  return { items, outcome: reader.outcome() };
}

function appVersion(read: (path: string) => string | null, location: string, id: string): string | null {
  const share = `${location}/files/share`;
  const files = [`${share}/metainfo/${id}.metainfo.xml`, `${share}/metainfo/${id}.appdata.xml`];
  for (const file of [...files, `${share}/appdata/${id}.appdata.xml`]) {
    const text = read(file);
    if (text !== null) return parseMetainfoVersion(text);
  }
  return null;
}

/** Version of the first release of an AppStream file, which lists the newest first. */
export function parseMetainfoVersion(text: string): string | null {
  const release = /<release\s[^>]{0,1000}>/.exec(text)?.[0] ?? '';
  return /\sversion=(?:"([^"]*)"|'([^']*)')/.exec(release)?.slice(1).find(Boolean) ?? null;
}
