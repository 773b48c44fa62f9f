import type { CpuReading } from '@coreledger/shared/cpu.ts';
import type { Firmware } from '@coreledger/shared/firmware.ts';

/** What systeminformation says of this machine, in the words of the report; what it makes up is left out. */
export interface Opinion {
  readonly cpu: CpuReading | undefined;
  readonly firmware: Firmware | undefined;
  readonly memoryBytes: number | null;
  /** MAC address by interface name. */
  readonly macs: ReadonlyMap<string, string>;
}

export const OPINION_SOURCE = 'systeminformation';
