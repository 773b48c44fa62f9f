import { type Host, HostReadError } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { isInstalled, parseDpkgStatus, readDpkgStatus } from './dpkg-status.ts';
import { type RawItem, softwareItems } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

const STATUS = '/var/lib/dpkg/status';
/** Where images without dpkg keep one stanza per package. */
const STATUS_FOLDER = '/var/lib/dpkg/status.d';
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 5_000;

export async function readDpkg(host: Host): Promise<SoftwareSource> {
  const status = await fromSource('dpkg', () => [
    ...softwareItems('dpkg', STATUS, readStatus(host)),
    ...readFolder(host),
  ]);
  if (status.outcome.status !== 'absent') return { items: status.value ?? [], outcome: status.outcome };
  const folder = await fromSource('dpkg', () => {
    if (host.kind(STATUS_FOLDER) !== 'absent') return readFolder(host);
    return host.local ? undefined : readCapture(host);
  });
  return { items: folder.value ?? [], outcome: folder.outcome };
}

/** Line ends of another system, byte-order marks and UTF-16, which dpkg never writes, are left to the reader of texts. */
function readStatus(host: Host): RawItem[] {
  const bytes = host.readBytes(STATUS, MAX_BYTES);
  const isPlain = (bytes[0] ?? 0) < 0x80 && !bytes.includes(13) && !bytes.includes(0);
  return isPlain ? readDpkgStatus(bytes) : parseDpkgStatus(host.readText(STATUS, MAX_BYTES));
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
