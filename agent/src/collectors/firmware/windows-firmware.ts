import type { Host, RegistryKey } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { type FirmwareReading, type FirmwareSource, firmwareReading, hasText } from './firmware-reading.ts';
import { readRegistrySmbios } from './registry-smbios.ts';
import { parseSmbiosTable } from './smbios-table.ts';

const NAMES = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';

/** The table in the registry or, where a service has not put it there, the names that the loader wrote. */
export async function readWindowsFirmware(host: Host): Promise<FirmwareSource[]> {
  const table = await fromSource('smbios', async () => {
    const found = await readRegistrySmbios(host);
    return found === undefined ? undefined : parseSmbiosTable(found.table, found.version);
  });
  if (table.value !== undefined) return [table];
  const names = await fromSource('registry-bios', async () => {
    const key = await host.registry(NAMES);
    return key === undefined ? undefined : firmwareFromRegistry(key);
  });
  return [table, names];
}

export function firmwareFromRegistry(key: RegistryKey): FirmwareReading | undefined {
  const value = (name: string) => key.values.get(name.toLowerCase())?.data ?? null;
  const reading = firmwareReading({
    manufacturer: value('SystemManufacturer'),
    product: value('SystemProductName'),
    biosVendor: value('BIOSVendor'),
    biosVersion: value('BIOSVersion'),
    biosDate: value('BIOSReleaseDate'),
    boardManufacturer: value('BaseBoardManufacturer'),
    boardProduct: value('BaseBoardProduct'),
  });
  return hasText(reading) ? reading : undefined;
}
