import type { Topology } from '../../licensing/host-facts.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';

export const UNKNOWN_TOPOLOGY: Topology = {
  sockets: null,
  cores: null,
  logicalProcessors: null,
  socketCores: null,
  socketSlots: null,
  smt: null,
  virtual: null,
  architecture: null,
  cpuVendor: null,
  cpuModel: null,
  conflicts: [],
};

/** The processors of a host. Cores that the firmware disabled still owe, so on metal the firmware's counts are taken where they are whole. */
export function topologyOf(host: FleetHost): Topology {
  const section = host.sections.cpu;
  if (section === undefined) return UNKNOWN_TOPOLOGY;
  const cpu = section.value;
  const built = cpu.virtual === false ? builtInCores(host, cpu.sockets) : null;
  const socketCores =
    built !== null && cpu.cores !== null && sum(built) > cpu.cores ? built : cpu.socketCores;
  return {
    sockets: cpu.sockets,
    cores: socketCores === null ? cpu.cores : sum(socketCores),
    logicalProcessors: cpu.logicalProcessors,
    socketCores,
    socketSlots: cpu.socketSlots,
    smt: cpu.smt,
    virtual: cpu.virtual,
    architecture: cpu.architecture,
    cpuVendor: cpu.vendor,
    cpuModel: cpu.model,
    conflicts: section.conflicts,
  };
}

/** Cores built into each populated socket by SMBIOS; null unless it tells every one of `sockets`. */
function builtInCores(host: FleetHost, sockets: number | null): readonly number[] | null {
  const processors = host.sections.firmware?.value.processors ?? null;
  if (processors === null) return null;
  const counts = processors
    .filter(({ status }) => status !== 'unpopulated')
    .map(({ coreCount }) => coreCount);
  if (counts.length !== sockets || counts.includes(null)) return null;
  return counts.map(Number).toSorted((a, b) => b - a);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
