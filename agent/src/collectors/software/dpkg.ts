import { type Host, HostReadError } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { type RawItem, softwareItems } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

const STATUS = '/var/lib/dpkg/status';
/** Where images without dpkg keep one stanza per package. */
const STATUS_FOLDER = '/var/lib/dpkg/status.d';
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 5_000;
/** No system has as many packages: such a file is something else. */
const MAX_PACKAGES = 100_000;

export async function readDpkg(host: Host): Promise<SoftwareSource> {
  const status = await fromSource('dpkg', () => [
    ...softwareItems('dpkg', STATUS, parseDpkgStatus(host.readText(STATUS, MAX_BYTES))),
    ...readFolder(host),
  ]);
  if (status.outcome.status !== 'absent') return { items: status.value ?? [], outcome: status.outcome };
  const folder = await fromSource('dpkg', () => {
    if (host.kind(STATUS_FOLDER) !== 'absent') return readFolder(host);
    return host.local ? undefined : readCapture(host);
  });
  return { items: folder.value ?? [], outcome: folder.outcome };
}

function readFolder(host: Host) {
  if (host.kind(STATUS_FOLDER) !== 'directory') return [];
  const files = host.list(STATUS_FOLDER).filter((name) => !name.endsWith('.md5sums'));
  if (files.length > MAX_FILES) {
    throw new HostReadError('too-large', `${STATUS_FOLDER}: more than ${MAX_FILES} files`);
  }
  return files.flatMap((name) => {
    const path = `${STATUS_FOLDER}/${name}`;
    return softwareItems('dpkg', path, parseDpkgStatus(host.readText(path)));
  });
}

/** Captured output of `dpkg-query --show`, where a capture has that and no database. */
async function readCapture(host: Host) {
  const capture = 'dpkg.txt';
  const output = await host.run({ paths: [], args: [], capture });
  return softwareItems('dpkg', capture, parseDpkgQuery(output));
}

/** Lines of name, architecture, version and, further on, where there is one, the three words of the state. */
export function parseDpkgQuery(output: string): RawItem[] {
  return output.split('\n').flatMap((line) => {
    const [name, architecture, version, _size, _section, state] = line.split('\t');
    if (version === undefined || (state !== undefined && !isInstalled(state))) return [];
    return [{ name, version, architecture }];
  });
}

/**
 * Packages of a status file (deb822 stanzas) whose state is installed; a stanza without `Status` (status.d) is. One expression
 * walks the whole file, which the engine does natively, and stops only at the five fields and at a stanza's end.
 */
export function parseDpkgStatus(text: string): RawItem[] {
  const items: RawItem[] = [];
  let stanza = emptyStanza();
  const fieldOrEnd = /^(?:(Package|Status|Version|Architecture|Maintainer):(.*)|)$/gim;
  for (let match = fieldOrEnd.exec(text); match !== null; match = fieldOrEnd.exec(text)) {
    const [, field, value = ''] = match;
    if (field !== undefined) {
      setField(stanza, field, value);
    } else {
      fieldOrEnd.lastIndex += 1;
      if (stanza.name !== null && stanza.installed) items.push(stanza);
      if (items.length > MAX_PACKAGES) throw new Error(`more than ${MAX_PACKAGES} packages`);
      stanza = emptyStanza();
    }
  }
  if (stanza.name !== null && stanza.installed) items.push(stanza);
  return items;
}

interface Stanza {
  name: string | null;
  version: string | null;
  architecture: string | null;
  publisher: string | null;
  installed: boolean;
}

function emptyStanza(): Stanza {
  return { name: null, version: null, architecture: null, publisher: null, installed: true };
}

function setField(stanza: Stanza, field: string, value: string): void {
  switch (field.toLowerCase()) {
    case 'package':
      stanza.name = value.trim();
      break;
    case 'version':
      stanza.version = value.trim();
      break;
    case 'architecture':
      stanza.architecture = value.trim();
      break;
    case 'maintainer':
      stanza.publisher = value.trim();
      break;
    case 'status':
      stanza.installed = isInstalled(value);
      break;
  }
}

/** The third word of `hold ok installed`: what is wanted of the package is not what it is. */
function isInstalled(state: string): boolean {
  const words = state.trim();
  return words === 'install ok installed' || words.split(/\s+/)[2] === 'installed';
}
