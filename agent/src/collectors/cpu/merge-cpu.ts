import type { Cpu, CpuReading } from '@coreledger/shared/cpu.ts';
import type { Conflict } from '@coreledger/shared/section.ts';
import { conflictOver } from '../conflict.ts';
import type { CpuCounts } from './cpu-counts.ts';
import type { FirmwareCounts } from './firmware-counts.ts';

export interface NamedCounts {
  readonly source: string;
  readonly counts: CpuCounts;
  /** What the source itself said, where not all of it is believed. */
  readonly said?: CpuCounts | undefined;
}

/** Everything read of the processors of one machine; `counted` in order of trust. */
export interface CpuFindings {
  readonly counted: readonly NamedCounts[];
  readonly firmware: FirmwareCounts | null;
  /** Whether the operating system sees a hypervisor's processors; null is unknown. */
  readonly virtual: boolean | null;
  readonly present: number | null;
  readonly offline: number | null;
  readonly smtControl: string | null;
  readonly architecture: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
}

/**
 * The first source that knows a count gives it. A later one may fill what an earlier one left open only where both counted
 * the same processors. Nothing is averaged: where sources differ, all their values go into a conflict.
 */
export function mergeCpu(findings: CpuFindings): { value: Cpu; conflicts: Conflict[] } {
  const { counted, firmware, virtual } = findings;
  const logicalProcessors = counted
    .map(({ counts }) => counts.logicalProcessors)
    .find((count) => count !== null);
  const agreeing = counted.filter(({ counts }) => counts.logicalProcessors === logicalProcessors);
  const sources = new Set<string>();

  function first<Field extends keyof CpuCounts>(field: Field): CpuCounts[Field] | null {
    const found = agreeing.find(({ counts }) => counts[field] !== null);
    if (found !== undefined) sources.add(found.source);
    return found?.counts[field] ?? null;
  }

  const sockets = first('sockets');
  const cores = first('cores');
  const smt = first('smt');
  first('logicalProcessors');
  const readings = [...counted.map(readingOf), ...firmwareReading(firmware)];
  const value: Cpu = {
    sockets,
    cores,
    logicalProcessors: logicalProcessors ?? null,
    socketCores: socketCores(agreeing, sockets, cores),
    smt,
    virtual,
    sources: [...sources],
    architecture: findings.architecture,
    vendor: findings.vendor,
    model: findings.model,
    logicalProcessorsPresent: findings.present,
    logicalProcessorsOffline: findings.offline,
    installedCores: firmware?.installedCores ?? null,
    enabledCores: firmware?.enabledCores ?? null,
    socketSlots: firmware?.slots ?? null,
    smtControl: findings.smtControl,
    readings,
  };
  return { value, conflicts: conflictsBetween(readings, findings) };
}

const MAX_SOCKETS = 4096;

/** The vector of the source whose totals were taken. */
function socketCores(
  agreeing: readonly NamedCounts[],
  sockets: number | null,
  cores: number | null,
): number[] | null {
  const vector = agreeing.find(
    ({ counts }) => counts.socketCores !== null && counts.sockets === sockets && counts.cores === cores,
  )?.counts.socketCores;
  if (vector !== undefined && vector !== null) return vector.length > MAX_SOCKETS ? null : [...vector];
  return sockets === 1 && cores !== null ? [cores] : null;
}

function readingOf({ source, counts, said = counts }: NamedCounts): CpuReading {
  const { sockets, cores, logicalProcessors } = said;
  return { source, sockets, cores, logicalProcessors };
}

/** SMBIOS does not say how many threads run: its thread count stays the same with SMT off. */
function firmwareReading(firmware: FirmwareCounts | null): CpuReading[] {
  if (firmware === null) return [];
  return [
    { source: 'smbios', sockets: firmware.running, cores: firmware.enabledCores, logicalProcessors: null },
  ];
}

/** Firmware is compared only with real processors that are all online. */
function conflictsBetween(readings: readonly CpuReading[], { virtual, offline }: CpuFindings): Conflict[] {
  const comparable = readings.filter(({ source }) => source !== 'smbios' || virtual === false);
  const fields = ['sockets', 'cores', 'logicalProcessors'] as const;
  return fields
    .map((field) =>
      conflictOver(
        field,
        comparable
          .filter(({ source }) => source !== 'smbios' || field === 'sockets' || offline === 0)
          .map((reading) => ({ source: reading.source, value: reading[field] })),
      ),
    )
    .filter((conflict) => conflict !== undefined);
}
