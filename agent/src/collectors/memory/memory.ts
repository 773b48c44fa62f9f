import type { Collector } from '../collector.ts';
import { SMBIOS_TABLE } from '../firmware/smbios-table.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { parseMeminfo } from './meminfo.ts';
import { installedMemory } from './smbios-memory.ts';

export const memory: Collector<'memory'> = {
  section: 'memory',
  deadlineMs: 5_000,
  async collect(host) {
    if (host.platform !== 'linux') return { status: 'unavailable', reason: 'no reader for this platform' };
    const total = await fromSource('meminfo', () => parseMeminfo(host.readText('/proc/meminfo')));
    const installed = await fromSource('smbios', () => installedMemory(host.readBytes(SMBIOS_TABLE)));
    if (total.value === undefined && installed.value === undefined) {
      return {
        status: 'unavailable',
        reason: unavailableReason(
          [total.outcome, installed.outcome],
          'neither /proc/meminfo nor SMBIOS on this machine',
        ),
      };
    }
    const value = { totalBytes: total.value ?? null, installedBytes: installed.value ?? null };
    return present(value, [total.outcome, installed.outcome]);
  },
};
