import type { Host } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { readDeviceTree } from './device-tree.ts';
import { readDmidecode } from './dmidecode.ts';
import type { FirmwareSource } from './firmware-reading.ts';
import { firmwareFromSysinfo } from './s390-sysinfo.ts';
import { readSmbiosTable } from './smbios-table.ts';
import { readSysfsDmi } from './sysfs-dmi.ts';

/**
 * The table itself, or dmidecode where the kernel gives none (before 4.2); what an unprivileged process may see of it;
 * and, without any SMBIOS, what describes the machine instead.
 */
export async function readLinuxFirmware(host: Host): Promise<FirmwareSource[]> {
  const table = await fromSource('smbios', () => readSmbiosTable(host));
  if (table.value !== undefined) return [table];
  const reads: FirmwareSource[] = [table];
  // dmidecode needs the same permission as the table: where that was denied, it is not tried.
  if (table.outcome.status !== 'unavailable')
    reads.push(await fromSource('dmidecode', () => readDmidecode(host)));
  reads.push(readSysfsDmi(host, 'sysfs-dmi'));
  if (reads.some(({ value }) => value !== undefined)) return reads;
  reads.push(readDeviceTree(host, 'device-tree'));
  reads.push(await fromSource('sysinfo', () => firmwareFromSysinfo(host.readText('/proc/sysinfo'))));
  return reads;
}
