import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { type FirmwareSource, firmwareReading } from './firmware-reading.ts';

const FOLDER = '/proc/device-tree';

/** Machines without SMBIOS that open firmware or a device tree describes: POWER ("IBM,8286-42A") and ARM or RISC-V boards. */
export function readDeviceTree(host: Host, name: string): FirmwareSource {
  if (host.kind(`${FOLDER}/model`) !== 'file') {
    return { value: undefined, outcome: { name, status: 'absent', detail: null } };
  }
  const reader = fieldReader(host, name);
  const model = reader.text(`${FOLDER}/model`);
  const [vendor, ...product] = model?.split(',') ?? [];
  const serial = reader.text(`${FOLDER}/system-id`) ?? reader.text(`${FOLDER}/serial-number`);
  const value = firmwareReading({
    manufacturer: product.length > 0 ? (vendor ?? null) : null,
    product: product.length > 0 ? product.join(',') : model,
    serial: serial?.replace(/^IBM,/, '') ?? null,
    uuid: reader.text(`${FOLDER}/vm,uuid`),
  });
  return { value, outcome: reader.outcome() };
}
