import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { Guest } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { readLibvirtGuests } from './libvirt.ts';
import { readProxmoxGuests } from './proxmox.ts';
import { readVirshGuests } from './virsh.ts';

/** What a manager of virtual machines on this host lists. Undefined guests: it is not here, or would not say. */
export interface GuestSource {
  readonly guests: Guest[] | undefined;
  readonly outcome: SourceOutcome;
}

export interface Guests {
  /** Null where no manager is here or none could be read. */
  readonly guests: Guest[] | null;
  readonly outcomes: readonly SourceOutcome[];
}

const MAX_GUESTS = 10_000;

/** The guests that this machine is configured to run, running or not. */
export async function readGuests(host: Host): Promise<Guests> {
  const libvirt = await readLibvirtGuests(host);
  // libvirt's files are root's; its read-only socket answers anyone.
  const virsh = libvirt.outcome.status === 'unavailable' ? await readVirshGuests(host) : undefined;
  const sources = [virsh?.guests === undefined ? libvirt : virsh, await readProxmoxGuests(host)];
  const read = sources.flatMap(({ guests }) => (guests === undefined ? [] : [guests]));
  return {
    guests: read.length === 0 ? null : read.flat().slice(0, MAX_GUESTS),
    outcomes: sources.map(({ outcome }) => outcome),
  };
}
