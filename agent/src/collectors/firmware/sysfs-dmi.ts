import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { decimal } from '../text.ts';
import { chassisType } from './chassis-type.ts';
import { type FirmwareSource, firmwareReading, hasText } from './firmware-reading.ts';

const FOLDER = '/sys/class/dmi/id';

/** The kernel's own reading of types 0 to 3. Serials and the uuid are readable by root alone; the rest by anyone. */
export function readSysfsDmi(host: Host, name: string): FirmwareSource {
  if (host.kind(FOLDER) !== 'directory') {
    return { value: undefined, outcome: { name, status: 'absent', detail: null } };
  }
  const reader = fieldReader(host, name);
  const field = (file: string) => reader.text(`${FOLDER}/${file}`);
  const value = firmwareReading({
    manufacturer: field('sys_vendor'),
    product: field('product_name'),
    uuid: field('product_uuid'),
    serial: field('product_serial'),
    biosVendor: field('bios_vendor'),
    biosVersion: field('bios_version'),
    biosDate: field('bios_date'),
    boardManufacturer: field('board_vendor'),
    boardProduct: field('board_name'),
    boardSerial: field('board_serial'),
    chassisManufacturer: field('chassis_vendor'),
    chassisType: chassisType(decimal(field('chassis_type'))),
    chassisSerial: field('chassis_serial'),
    assetTag: field('chassis_asset_tag'),
  });
  return { value: hasText(value) ? value : undefined, outcome: reader.outcome() };
}
