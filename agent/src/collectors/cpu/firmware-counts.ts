import type { FirmwareProcessor } from '@coreledger/shared/firmware.ts';

/** What SMBIOS type 4 says of the processors built in. Null is unknown. */
export interface FirmwareCounts {
  readonly slots: number;
  readonly populated: number;
  /** Populated and not disabled by firmware or user: what an operating system can see. */
  readonly running: number;
  readonly installedCores: number | null;
  readonly enabledCores: number | null;
}

export function firmwareCounts(processors: readonly FirmwareProcessor[]): FirmwareCounts {
  const populated = processors.filter(({ status }) => status !== 'unpopulated');
  const running = populated.filter(({ status }) => !status.startsWith('disabled'));
  return {
    slots: processors.length,
    populated: populated.length,
    running: running.length,
    installedCores: sum(populated.map(({ coreCount }) => coreCount)),
    enabledCores: sum(running.map(enabledOf)),
  };
}

/** Null where there is nothing to add or a part is unknown. */
function sum(counts: readonly (number | null)[]): number | null {
  if (counts.length === 0 || counts.includes(null)) return null;
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

/** More cores enabled than there are is a table that knows neither. */
export function enabledOf({ coreCount, coreEnabled }: FirmwareProcessor): number | null {
  return coreCount !== null && coreEnabled !== null && coreEnabled > coreCount ? null : coreEnabled;
}
