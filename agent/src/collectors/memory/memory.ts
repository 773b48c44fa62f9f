import type { Host } from '../../host/host.ts';
import type { Collector } from '../collector.ts';
import { readRegistrySmbios } from '../firmware/registry-smbios.ts';
import { SMBIOS_TABLE } from '../firmware/smbios-table.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { parseMeminfo } from './meminfo.ts';
import { installedMemory } from './smbios-memory.ts';

export const memory: Collector<'memory'> = {
  section: 'memory',
  deadlineMs: 5_000,
  async collect(host) {
    const total = await fromSource('kernel', () => managedMemory(host));
    const installed = await fromSource('smbios', () => builtInMemory(host));
    const outcomes = [total.outcome, installed.outcome];
    if (total.value === undefined && installed.value === undefined) {
      return { status: 'unavailable', reason: unavailableReason(outcomes, 'nothing here tells of memory') };
    }
    return present({ totalBytes: total.value ?? null, installedBytes: installed.value ?? null }, outcomes);
  },
};

function managedMemory(host: Host): number | undefined {
  if (host.platform === 'linux') return parseMeminfo(host.readText('/proc/meminfo'));
  return host.memoryBytes() ?? undefined;
}

async function builtInMemory(host: Host): Promise<number | undefined> {
  if (host.platform === 'linux') return installedMemory(host.readBytes(SMBIOS_TABLE));
  const found = await readRegistrySmbios(host);
  return found === undefined ? undefined : installedMemory(found.table);
}
