import type { Collector } from '../collector.ts';
import { present, unavailableReason } from '../outcome.ts';
import { readLinuxFirmware } from './linux-firmware.ts';
import { mergeFirmware, type NamedReading } from './merge-firmware.ts';
import { readWindowsFirmware } from './windows-firmware.ts';

export const firmware: Collector<'firmware'> = {
  section: 'firmware',
  deadlineMs: 15_000,
  async collect(host) {
    const reads = await (host.platform === 'win32' ? readWindowsFirmware(host) : readLinuxFirmware(host));
    const readings: NamedReading[] = reads.flatMap(({ value, outcome }) =>
      value === undefined ? [] : [{ source: outcome.name, reading: value }],
    );
    const outcomes = reads.map(({ outcome }) => outcome);
    if (readings.length === 0) {
      const otherwise = 'neither SMBIOS nor a device tree on this machine';
      return { status: 'unavailable', reason: unavailableReason(outcomes, otherwise) };
    }
    const { value, conflicts } = mergeFirmware(readings);
    return present(value, outcomes, conflicts);
  },
};
