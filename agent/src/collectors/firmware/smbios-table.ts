import type { FirmwareProcessor } from '@coreledger/shared/firmware.ts';
import type { Host } from '../../host/host.ts';
import { chassisType } from './chassis-type.ts';
import { type FirmwareReading, firmwareReading } from './firmware-reading.ts';
import { smbiosProcessor } from './smbios-processor.ts';
import { byteAt, type SmbiosStructure, smbiosStructures, stringAt } from './smbios-structures.ts';
import { smbiosVersion } from './smbios-version.ts';
import { uuidFromBytes } from './uuid.ts';

export const SMBIOS_TABLE = '/sys/firmware/dmi/tables/DMI';
const ENTRY_POINT = '/sys/firmware/dmi/tables/smbios_entry_point';

const MAX_PROCESSORS = 4096;

/** Readable by root alone. `version` null: then the byte order of the uuid is unknown, and so is the uuid. */
export function parseSmbiosTable(table: Uint8Array, version: number | null): FirmwareReading | undefined {
  const structures = smbiosStructures(table);
  if (structures.length === 0) return undefined;
  const first = (type: number) => structures.find((structure) => structure.type === type);
  const [bios, system, board, chassis] = [first(0), first(1), first(2), first(3)];
  const text = (structure: SmbiosStructure | undefined, offset: number) =>
    structure === undefined ? null : stringAt(structure, offset);

  return firmwareReading(
    {
      manufacturer: text(system, 0x04),
      product: text(system, 0x05),
      serial: text(system, 0x07),
      uuid: systemUuid(system, version),
      biosVendor: text(bios, 0x04),
      biosVersion: text(bios, 0x05),
      biosDate: text(bios, 0x08),
      boardManufacturer: text(board, 0x04),
      boardProduct: text(board, 0x05),
      boardSerial: text(board, 0x07),
      chassisManufacturer: text(chassis, 0x04),
      chassisType: chassis === undefined ? null : chassisType(byteAt(chassis, 0x05)),
      chassisSerial: text(chassis, 0x07),
      assetTag: text(chassis, 0x08),
    },
    structures
      .filter((structure) => structure.type === 4)
      .map(smbiosProcessor)
      .filter((processor): processor is FirmwareProcessor => processor !== undefined)
      .slice(0, MAX_PROCESSORS),
  );
}

export function readSmbiosTable(host: Host): FirmwareReading | undefined {
  const table = host.readBytes(SMBIOS_TABLE);
  return parseSmbiosTable(table, readVersion(host));
}

function readVersion(host: Host): number | null {
  return host.kind(ENTRY_POINT) === 'file' ? smbiosVersion(host.readBytes(ENTRY_POINT, 4096)) : null;
}

function systemUuid(system: SmbiosStructure | undefined, version: number | null): string | null {
  if (system === undefined || version === null || system.data.byteLength < 0x18) return null;
  const { buffer, byteOffset } = system.data;
  return uuidFromBytes(new Uint8Array(buffer, byteOffset + 0x08, 16), version);
}
