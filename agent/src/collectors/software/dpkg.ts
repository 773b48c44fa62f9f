import type { Host } from '../../host/host.ts';
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
  return files.slice(0, MAX_FILES).flatMap((name) => {
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
 * Packages of a status file (deb822 stanzas) whose state is installed; a stanza without `Status` (status.d) is. The file
 * is walked once by its line ends: only lines that begin like one of the five fields are looked at.
 */
export function parseDpkgStatus(text: string): RawItem[] {
  const items: RawItem[] = [];
  let stanza = emptyStanza();
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    if (end === start) {
      if (stanza.name !== null && stanza.installed) items.push(stanza);
      if (items.length > MAX_PACKAGES) throw new Error(`more than ${MAX_PACKAGES} packages`);
      stanza = emptyStanza();
    } else if (mayMatter(text.charCodeAt(start))) {
      readField(stanza, text, start, end);
    }
    start = end + 1;
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

/** First letters of Package, Version, Architecture, Maintainer and Status in either case. */
function mayMatter(code: number): boolean {
  switch (code | 0x20) {
    case 0x70:
    case 0x76:
    case 0x61:
    case 0x6d:
    case 0x73:
      return true;
    default:
      return false;
  }
}

const LONGEST_NAME = 'architecture'.length;

function readField(stanza: Stanza, text: string, start: number, end: number): void {
  const colon = text.indexOf(':', start);
  if (colon === -1 || colon > end || colon - start > LONGEST_NAME) return;
  switch (text.slice(start, colon).toLowerCase()) {
    case 'package':
      stanza.name = text.slice(colon + 1, end).trim();
      break;
    case 'version':
      stanza.version = text.slice(colon + 1, end).trim();
      break;
    case 'architecture':
      stanza.architecture = text.slice(colon + 1, end).trim();
      break;
    case 'maintainer':
      stanza.publisher = text.slice(colon + 1, end).trim();
      break;
    case 'status':
      stanza.installed = isInstalled(text.slice(colon + 1, end));
      break;
  }
}

/** The third word of `hold ok installed`: what is wanted of the package is not what it is. */
function isInstalled(state: string): boolean {
  return state.trim().split(/\s+/)[2] === 'installed';
}
