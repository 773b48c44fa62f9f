import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { Guest } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { outcomeOf } from '../outcome.ts';
import type { GuestSource } from './guests.ts';

const CONFIGURED = ['/etc/libvirt/qemu', '/etc/libvirt/libxl'];
/** One status file for each domain that is running, transient ones among them. */
const RUNNING = ['/run/libvirt/qemu', '/run/libvirt/libxl'];
const SOURCE = 'libvirt';

/** Domains from libvirt's own files: no daemon is asked, so none needs to run. */
export async function readLibvirtGuests(host: Host): Promise<GuestSource> {
  const reader = fieldReader(host, SOURCE);
  const files = (folders: readonly string[]) =>
    folders.flatMap((folder) =>
      host.kind(folder) === 'directory'
        ? reader
            .list(folder)
            .filter((name) => name.endsWith('.xml'))
            .map((name) => `${folder}/${name}`)
        : [],
    );
  const configured = files(CONFIGURED);
  const running = files(RUNNING);
  const outcome = reader.outcome();
  if (outcome.status === 'absent' || outcome.status === 'unavailable') return { guests: undefined, outcome };
  if (configured.length + running.length === 0) return { guests: [], outcome };

  // An XML parser is loaded only on a machine that has such files.
  const { parseDomain } = await import('./libvirt-domain.ts');
  const stateOfOthers = RUNNING.some((folder) => host.kind(folder) === 'directory') ? 'stopped' : 'unknown';
  const guests = new Map<string, Guest>();
  let broken: SourceOutcome | undefined;
  for (const path of [...configured, ...running]) {
    const text = reader.text(path);
    if (text === null) continue;
    try {
      const domain = parseDomain(text);
      if (domain !== undefined) {
        const { state, ...rest } = domain;
        guests.set(domain.uuid ?? domain.name, { ...rest, state: state ?? stateOfOthers, source: SOURCE });
      }
    } catch {
      // The parser's own message quotes the file, which may hold a console password.
      broken ??= outcomeOf(SOURCE, new Error(`${path}: not well-formed XML`));
    }
  }
  return { guests: [...guests.values()], outcome: broken ?? reader.outcome() };
}
