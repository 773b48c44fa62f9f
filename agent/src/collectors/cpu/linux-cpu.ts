import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../../host/host.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { boundedText } from '../text.ts';
import { armSockets } from './arm-sockets.ts';
import { countTopology } from './count-topology.ts';
import type { CpuCounts } from './cpu-counts.ts';
import { type Cpuinfo, parseCpuinfo } from './cpuinfo.ts';
import { type FirmwareCounts, firmwareCounts } from './firmware-counts.ts';
import { readLscpu } from './lscpu.ts';
import { mergeCpu, type NamedCounts } from './merge-cpu.ts';
import { ofMachine } from './of-machine.ts';
import { hasClustersInPackages, largestPackage } from './package-shape.ts';
import { type CpuSets, readCpuSets } from './sysfs-cpus.ts';
import { type CpuTopology, readTopology } from './sysfs-topology.ts';

const ACPI_TOPOLOGY = '/sys/firmware/acpi/tables/PPTT';

/** Topology by sysfs, with cpuinfo, the firmware's table and, in a capture, lscpu beside it. */
export async function collectLinuxCpu(host: Host, soFar: Partial<Sections>): Promise<Sections['cpu']> {
  const cpuinfo = await fromSource('cpuinfo', () => parseCpuinfo(host.readText('/proc/cpuinfo')));
  const sysfs = await fromSource('sysfs', () => readSysfs(host, mayNumberClusters(cpuinfo.value)));
  // On the machine itself lscpu could only repeat what sysfs and cpuinfo said.
  const lscpu = host.local ? undefined : await fromSource('lscpu', () => readLscpu(host));
  const outcomes = [sysfs.outcome, cpuinfo.outcome, ...(lscpu === undefined ? [] : [lscpu.outcome])];
  if (sysfs.value === undefined && cpuinfo.value === undefined && lscpu?.value === undefined) {
    return {
      status: 'unavailable',
      reason: unavailableReason(outcomes, 'neither sysfs nor /proc/cpuinfo lists processors'),
    };
  }

  const place = placeOf(soFar);
  const processors = soFar.firmware?.status === 'present' ? soFar.firmware.value.processors : null;
  const firmware = place.firmwareIsReal && processors !== null ? firmwareCounts(processors) : null;
  const kernel = kernelCounts(host, sysfs.value, cpuinfo.value, firmware);
  const merged = mergeCpu({
    counted: [
      ...named('sysfs', kernel, sysfs.value?.counts),
      ...named('cpuinfo', cpuinfo.value?.counts),
      ...named('lscpu', lscpu?.value),
      ...named('amd-family-15h', place.virtual === true ? undefined : integerCores(cpuinfo.value)),
    ],
    firmware,
    virtual: place.virtual,
    present: sysfs.value?.sets.present ?? null,
    offline: sysfs.value?.sets.offline ?? null,
    smtControl: boundedText(sysfs.value?.sets.smtControl, 32),
    architecture: cpuinfo.value?.architecture ?? null,
    vendor: cpuinfo.value?.vendor ?? null,
    model:
      cpuinfo.value?.model ??
      processors?.find(({ status, model }) => status !== 'unpopulated' && model !== null)?.model ??
      null,
  });
  const value =
    place.isControlDomain && processors !== null ? ofMachine(merged.value, processors) : merged.value;
  return present(value, outcomes, merged.conflicts);
}

interface SysfsCpus {
  readonly sets: CpuSets;
  readonly topology: readonly CpuTopology[];
  readonly counts: CpuCounts;
}

function readSysfs(host: Host, clusters: boolean): SysfsCpus | undefined {
  const sets = readCpuSets(host);
  if (sets === undefined) return undefined;
  const topology = readTopology(host, sets.online, { clusters });
  return { sets, topology, counts: countTopology(sets.online, topology) };
}

/** What sysfs counts, but for ARM and RISC-V, where its packages may be clusters. */
function kernelCounts(
  host: Host,
  sysfs: SysfsCpus | undefined,
  cpuinfo: Cpuinfo | undefined,
  firmware: FirmwareCounts | null,
): CpuCounts | undefined {
  const counts = sysfs?.counts;
  if (sysfs === undefined || counts === undefined || !mayNumberClusters(cpuinfo)) return counts;
  const sockets = armSockets({
    kernelPackages: counts.sockets,
    systemOnChip: cpuinfo?.systemOnChip ?? false,
    hasAcpiTopology: host.kind(ACPI_TOPOLOGY) === 'file',
    firmwareSockets: firmware?.running ?? null,
    largestPackage: largestPackage(sysfs.topology),
    hasClustersInPackages: hasClustersInPackages(sysfs.topology),
  });
  return sockets === counts.sockets ? counts : { ...counts, sockets, socketCores: null };
}

/** A reading beside the kernel's, so that the two make a conflict: which of them a licence counts is its own rule. */
function integerCores(cpuinfo: Cpuinfo | undefined): CpuCounts | undefined {
  if (cpuinfo === undefined || cpuinfo.integerCores === null) return undefined;
  const { sockets, logicalProcessors } = cpuinfo.counts;
  return { sockets, cores: cpuinfo.integerCores, logicalProcessors, socketCores: null, smt: null };
}

/** Both read the same device tree by the same code of the kernel, which took clusters for packages before 6.0. */
function mayNumberClusters(cpuinfo: Cpuinfo | undefined): boolean {
  return /^(aarch64|arm|riscv)/.test(cpuinfo?.architecture ?? '');
}

interface Place {
  /** Whether a hypervisor made these processors up; null is unknown. */
  readonly virtual: boolean | null;
  /** Whether SMBIOS describes the machine that is counted here. */
  readonly firmwareIsReal: boolean;
  readonly isControlDomain: boolean;
}

/** Whose processors these are. A container sees its host kernel's. */
function placeOf({ virtualization }: Partial<Sections>): Place {
  const elsewhere: Place = { virtual: null, firmwareIsReal: false, isControlDomain: false };
  if (virtualization?.status !== 'present') return elsewhere;
  const { kind, hypervisor } = virtualization.value;
  switch (kind) {
    case 'physical':
      return { virtual: false, firmwareIsReal: true, isControlDomain: false };
    case 'hypervisor':
      return { virtual: hypervisor === 'xen', firmwareIsReal: true, isControlDomain: hypervisor === 'xen' };
    case 'guest':
      return { ...elsewhere, virtual: true };
    case 'container':
      return hypervisor === null ? elsewhere : { ...elsewhere, virtual: true };
    case 'unknown':
      return elsewhere;
  }
}

function named(source: string, counts: CpuCounts | undefined, said = counts): NamedCounts[] {
  return counts === undefined ? [] : [{ source, counts, said }];
}
