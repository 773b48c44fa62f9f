import {
  type ImportedMachine,
  type ImportedPlacement,
  type MachineName,
  machineName,
  namesNothing,
} from './imported-placement.ts';

export interface VirtWhoReading {
  readonly placements: readonly ImportedPlacement[];
  /** Guests that are shut off: they may be registered on several hosts and run on none. */
  readonly stopped: number;
  /** Guests of a hypervisor that the document does not name, and guests without a usable uuid. */
  readonly unnamed: number;
}

const SHUT_OFF = 5;

/**
 * Reads what `virt-who --print` writes (`{"hypervisors": [{uuid, name, guests, facts}]}`), or what it sends to a subscription
 * service (`hypervisorId`, `guestIds`). Returns the fault where the document is neither.
 */
export function readVirtWho(document: unknown): VirtWhoReading | { readonly fault: string } {
  const hypervisors = isRecord(document) ? document.hypervisors : undefined;
  if (!Array.isArray(hypervisors))
    return { fault: 'not a virt-who document: it has no list "hypervisors" (`virt-who --print` writes one)' };
  const placements: ImportedPlacement[] = [];
  let [stopped, unnamed] = [0, 0];
  for (const [index, hypervisor] of hypervisors.entries()) {
    const guests = isRecord(hypervisor) ? (hypervisor.guests ?? hypervisor.guestIds) : undefined;
    if (!isRecord(hypervisor) || !Array.isArray(guests))
      return { fault: `hypervisors/${index} has no list of guests` };
    const [host, cluster, machine] = [hostOf(hypervisor), clusterOf(hypervisor), machineOf(hypervisor)];
    for (const entry of guests) {
      const guest = machineName(textOf(isRecord(entry) ? entry.guestId : entry));
      if (isRecord(entry) && entry.state === SHUT_OFF) stopped++;
      else if (guest.uuid === null || (namesNothing(host) && cluster === null)) unnamed++;
      else placements.push({ guest, host, machine, cluster });
    }
  }
  return { placements, stopped, unnamed };
}

/** The hardware's own uuid where it is told: `uuid` may be an id of the virtualization manager. */
function hostOf(hypervisor: Readonly<Record<string, unknown>>): MachineName {
  const id = hypervisor.uuid ?? hypervisor.hypervisorId;
  const given = machineName(textOf(isRecord(id) ? id.hypervisorId : id));
  const hardware = machineName(textOf(factsOf(hypervisor)['dmi.system.uuid']));
  const named = machineName(textOf(hypervisor.name));
  return { uuid: hardware.uuid ?? given.uuid, name: named.name ?? given.name };
}

function clusterOf(hypervisor: Readonly<Record<string, unknown>>): string | null {
  return textOf(factsOf(hypervisor)['hypervisor.cluster']).trim() || null;
}

/** virt-who tells populated sockets, kind and version; cores it does not. */
function machineOf(hypervisor: Readonly<Record<string, unknown>>): ImportedMachine | null {
  const facts = factsOf(hypervisor);
  const sockets = /^[1-9]\d{0,3}$/.exec(String(facts['cpu.cpu_socket(s)'] ?? ''))?.[0];
  const type = textOf(facts['hypervisor.type']).trim() || null;
  const version = textOf(facts['hypervisor.version']).trim() || null;
  if (sockets === undefined && type === null && version === null) return null;
  return {
    sockets: sockets === undefined ? null : Number(sockets),
    cores: null,
    socketCores: null,
    cpuModel: null,
    hypervisor: type,
    version,
  };
}

function factsOf({ facts }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isRecord(facts) ? facts : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
