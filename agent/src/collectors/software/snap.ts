import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { type RawItem, softwareItem } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

/** Where snaps are mounted: Ubuntu and Debian, and the distributions that keep /snap free. */
const MOUNTS = ['/snap', '/var/lib/snapd/snap'];
const MAX_SNAPS = 2_000;

/** Read from the mounted snaps: snapd's own state holds credentials of its stores, and asking it would start it. */
export async function readSnap(host: Host): Promise<SoftwareSource> {
  const reader = fieldReader(host, 'snap');
  const mount = MOUNTS.find((path) => host.kind(path) === 'directory');
  const names = mount === undefined ? [] : reader.list(mount);
  if (names.length > MAX_SNAPS) reader.passedOver(`${mount}: more than ${MAX_SNAPS} snaps`);
  const items = names.slice(0, MAX_SNAPS).flatMap((name) => {
    const current = `${mount}/${name}/current`;
    if (host.kind(current) !== 'directory') return [];
    const path = `${current}/meta/snap.yaml`;
    // Without its image mounted (another root) a snap is known by name alone.
    const raw = parseSnapYaml(reader.text(path) ?? '');
    return softwareItem('snap', path, { ...raw, name: raw.name ?? name }) ?? [];
  });
  return { items, outcome: reader.outcome() };
}

/** The top-level scalars of a snap.yaml, which snapcraft writes one a line. */
export function parseSnapYaml(text: string): RawItem {
  const scalar = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(?:'([^'\\n]*)'|"([^"\\n]*)"|([^'"\\s#\\[][^\\n]*))`, 'm')
      .exec(text)
      ?.slice(1)
      .find((value) => value !== undefined)
      ?.trim();
  const architecture = /^architectures:\s*(?:\[\s*|\n?\s*-\s*)["']?([\w-]+)/m.exec(text)?.[1];
  return { name: scalar('name'), version: scalar('version'), architecture };
}
