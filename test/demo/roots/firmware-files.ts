import type { DemoFirmware } from './demo-host.ts';

const FOLDER = '/sys/class/dmi/id';

export function firmwareFiles(firmware: DemoFirmware): Record<string, string> {
  const fields: Record<string, string> = {
    sys_vendor: firmware.manufacturer,
    product_name: firmware.product,
    product_serial: firmware.serial,
    product_uuid: firmware.uuid,
    bios_vendor: firmware.bios.vendor,
    bios_version: firmware.bios.version,
    bios_date: firmware.bios.date,
    board_vendor: firmware.manufacturer,
    chassis_vendor: firmware.manufacturer,
    chassis_type: String(firmware.chassis ?? 1),
  };
  if (firmware.boardAssetTag !== undefined) fields.board_asset_tag = firmware.boardAssetTag;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`${FOLDER}/${name}`, `${value}\n`]),
  );
}

/** What dmidecode prints of types 0 to 3. */
export function dmidecodeSystem(firmware: DemoFirmware): string {
  return `# dmidecode 3.3
Getting SMBIOS data from sysfs.
SMBIOS 3.2.0 present.

Handle 0x0000, DMI type 0, 26 bytes
BIOS Information
\tVendor: ${firmware.bios.vendor}
\tVersion: ${firmware.bios.version}
\tRelease Date: ${firmware.bios.date}

Handle 0x0100, DMI type 1, 27 bytes
System Information
\tManufacturer: ${firmware.manufacturer}
\tProduct Name: ${firmware.product}
\tSerial Number: ${firmware.serial}
\tUUID: ${firmware.uuid}

Handle 0x0300, DMI type 3, 22 bytes
Chassis Information
\tManufacturer: ${firmware.manufacturer}
\tType: ${firmware.chassis === 23 ? 'Rack Mount Chassis' : 'Other'}
`;
}
