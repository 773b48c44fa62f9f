import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../../host/host.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { boundedText, decimal } from '../text.ts';
import { type CimRow, cimRows } from '../windows/cim-rows.ts';
import type { CpuCounts } from './cpu-counts.ts';
import { firmwareCounts } from './firmware-counts.ts';
import { mergeCpu } from './merge-cpu.ts';

const PROPERTIES = [
  'DeviceID',
  'Name',
  'Manufacturer',
  'Architecture',
  'CpuStatus',
  'NumberOfCores',
  'NumberOfLogicalProcessors',
];
const SYSTEM_PROPERTIES = ['NumberOfProcessors', 'NumberOfLogicalProcessors'];

/** Values of Win32_Processor.Architecture. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['0', 'i386'],
  ['5', 'arm'],
  ['6', 'ia64'],
  ['9', 'x86_64'],
  ['12', 'aarch64'],
]);

/**
 * Every row of Win32_Processor, one a socket whatever the processor groups, with Win32_ComputerSystem's totals beside:
 * should a release count only one group of a socket with more than 64 logical processors, the two disagree.
 */
export async function collectWindowsCpu(host: Host, soFar: Partial<Sections>): Promise<Sections['cpu']> {
  const processors = await fromSource('win32-processor', () =>
    cimRows(host, { className: 'Win32_Processor', properties: PROPERTIES }),
  );
  const system = await fromSource('win32-computersystem', () =>
    cimRows(host, { className: 'Win32_ComputerSystem', properties: SYSTEM_PROPERTIES }),
  );
  const outcomes = [processors.outcome, system.outcome];
  const rows = processors.value?.rows;
  if (rows === undefined) {
    return { status: 'unavailable', reason: unavailableReason(outcomes, 'neither PowerShell nor wmic here') };
  }
  const table = soFar.firmware?.status === 'present' ? soFar.firmware.value.processors : null;
  const { virtual, firmwareIsReal } = placeOf(soFar);
  const total = system.value?.rows[0];
  const { value, conflicts } = mergeCpu({
    counted: [
      { source: 'win32-processor', counts: countProcessors(rows) },
      ...(total === undefined ? [] : [{ source: 'win32-computersystem', counts: countSystem(total) }]),
    ],
    firmware: table !== null && firmwareIsReal ? firmwareCounts(table) : null,
    virtual,
    present: null,
    offline: null,
    smtControl: null,
    architecture: ARCHITECTURES.get(rows[0]?.Architecture ?? '') ?? null,
    vendor: boundedText(rows[0]?.Manufacturer, 128),
    model: boundedText(rows[0]?.Name, 256)?.replace(/\s+/g, ' ') ?? null,
  });
  return present(value, outcomes, conflicts);
}

/**
 * One row is one socket where rows say their cores. Windows Server 2003 gives a row for each logical processor and no core
 * count (KB932370): then neither sockets nor cores are known.
 */
export function countProcessors(rows: readonly CimRow[]): CpuCounts {
  const cores = rows.map((row) => decimal(row.NumberOfCores));
  const threads = rows.map((row) => decimal(row.NumberOfLogicalProcessors));
  const known = rows.length > 0 && cores.every((count) => count !== null && count > 0);
  const coreTotal = known ? sum(cores) : null;
  const threadTotal = sum(threads);
  return {
    sockets: known ? rows.length : null,
    cores: coreTotal,
    logicalProcessors: threadTotal,
    socketCores: known ? cores.filter((count) => count !== null).toSorted((a, b) => b - a) : null,
    smt: coreTotal === null || threadTotal === null ? null : threadTotal > coreTotal,
  };
}

/** NumberOfProcessors counted logical processors before Windows Server 2008: with no more of one than of the other it says nothing. */
function countSystem(row: CimRow): CpuCounts {
  const logicalProcessors = decimal(row.NumberOfLogicalProcessors);
  return {
    sockets: logicalProcessors === null ? null : decimal(row.NumberOfProcessors),
    cores: null,
    logicalProcessors,
    socketCores: null,
    smt: null,
  };
}

function sum(counts: readonly (number | null)[]): number | null {
  if (counts.length === 0 || counts.includes(null)) return null;
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

/** The root partition of Hyper-V sees every core of the machine. */
function placeOf({ virtualization }: Partial<Sections>): {
  virtual: boolean | null;
  firmwareIsReal: boolean;
} {
  if (virtualization?.status !== 'present') return { virtual: null, firmwareIsReal: false };
  switch (virtualization.value.kind) {
    case 'physical':
    case 'hypervisor':
      return { virtual: false, firmwareIsReal: true };
    case 'guest':
      return { virtual: true, firmwareIsReal: false };
    case 'container':
    case 'unknown':
      return { virtual: null, firmwareIsReal: false };
  }
}
