import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { Host } from '../../host/host.ts';
import type { Collector } from '../collector.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { readDeviceTree } from './device-tree.ts';
import { readDmidecode } from './dmidecode.ts';
import type { FirmwareReading } from './firmware-reading.ts';
import { mergeFirmware, type NamedReading } from './merge-firmware.ts';
import { firmwareFromSysinfo } from './s390-sysinfo.ts';
import { readSmbiosTable } from './smbios-table.ts';
import { readSysfsDmi } from './sysfs-dmi.ts';

interface Read {
  readonly value: FirmwareReading | undefined;
  readonly outcome: SourceOutcome;
}

export const firmware: Collector<'firmware'> = {
  section: 'firmware',
  deadlineMs: 15_000,
  async collect(host) {
    if (host.platform !== 'linux') return { status: 'unavailable', reason: 'no reader for this platform' };
    const reads = await readSources(host);
    const readings: NamedReading[] = reads.flatMap(({ value, outcome }) =>
      value === undefined ? [] : [{ source: outcome.name, reading: value }],
    );
    const outcomes = reads.map(({ outcome }) => outcome);
    if (readings.length === 0)
      return {
        status: 'unavailable',
        reason: unavailableReason(outcomes, 'neither SMBIOS nor a device tree on this machine'),
      };
    const { value, conflicts } = mergeFirmware(readings);
    return present(value, outcomes, conflicts);
  },
};

/**
 * The table itself, or dmidecode where the kernel gives none (before 4.2); what an unprivileged process may see of it;
 * and, without any SMBIOS, what describes the machine instead.
 */
async function readSources(host: Host): Promise<Read[]> {
  const table = await fromSource('smbios', () => readSmbiosTable(host));
  if (table.value !== undefined) return [table];
  const reads: Read[] = [table];
  // dmidecode needs the same permission as the table: where that was denied, it is not tried.
  if (table.outcome.status !== 'unavailable')
    reads.push(await fromSource('dmidecode', () => readDmidecode(host)));
  reads.push(readSysfsDmi(host, 'sysfs-dmi'));
  if (reads.some(({ value }) => value !== undefined)) return reads;
  reads.push(readDeviceTree(host, 'device-tree'));
  reads.push(await fromSource('sysinfo', () => firmwareFromSysinfo(host.readText('/proc/sysinfo'))));
  return reads;
}
