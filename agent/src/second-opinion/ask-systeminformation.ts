import type { Systeminformation } from 'systeminformation';
import { firmwareReading } from '../collectors/firmware/firmware-reading.ts';
import { macOf } from '../collectors/network/hardware-address.ts';
import { OPINION_SOURCE, type Opinion } from './opinion.ts';

export interface Answers {
  readonly cpu?: Systeminformation.CpuData;
  readonly system?: Systeminformation.SystemData;
  readonly bios?: Systeminformation.BiosData;
  readonly baseboard?: Systeminformation.BaseboardData;
  readonly chassis?: Systeminformation.ChassisData;
  readonly mem?: Systeminformation.MemData;
  readonly interfaces?: readonly Systeminformation.NetworkInterfacesData[];
}

/** Loads the library only here: loading alone costs as much as a whole scan. `all` false asks for the processors alone. */
export async function askSysteminformation(all: boolean): Promise<Opinion> {
  const library = await import('systeminformation');
  if (!all) return opinionOf({ cpu: await library.cpu() });
  const interfaces = await library.networkInterfaces();
  return opinionOf({
    cpu: await library.cpu(),
    system: await library.system(),
    bios: await library.bios(),
    baseboard: await library.baseboard(),
    chassis: await library.chassis(),
    mem: await library.mem(),
    interfaces: Array.isArray(interfaces) ? interfaces : [interfaces],
  });
}

/** Its empty texts, "-" and 0 are unknown. */
export function opinionOf(answers: Answers): Opinion {
  const { cpu, system, bios, baseboard, chassis } = answers;
  return {
    cpu:
      cpu === undefined
        ? undefined
        : {
            source: OPINION_SOURCE,
            sockets: count(cpu.processors),
            cores: count(cpu.physicalCores),
            logicalProcessors: count(cpu.cores),
          },
    firmware:
      system === undefined
        ? undefined
        : firmwareReading({
            manufacturer: text(system.manufacturer),
            // In a container it puts its own words for the product.
            product: system.model === 'Docker Container' ? null : text(system.model),
            uuid: text(system.uuid),
            serial: text(system.serial),
            biosVendor: text(bios?.vendor),
            biosVersion: text(bios?.version),
            biosDate: text(bios?.releaseDate),
            boardManufacturer: text(baseboard?.manufacturer),
            boardProduct: text(baseboard?.model),
            boardSerial: text(baseboard?.serial),
            chassisManufacturer: text(chassis?.manufacturer),
            chassisType: text(chassis?.type),
            chassisSerial: text(chassis?.serial),
            assetTag: text(chassis?.assetTag),
          }),
    memoryBytes: count(answers.mem?.total),
    macs: new Map(
      (answers.interfaces ?? []).flatMap(({ iface, mac }) => {
        const known = macOf(mac);
        return known === null ? [] : [[iface, known] as const];
      }),
    ),
  };
}

function text(value: string | null | undefined): string | null {
  return value === undefined || value === '-' || value === '' ? null : value;
}

function count(value: number | undefined): number | null {
  return Number.isSafeInteger(value) && (value ?? 0) > 0 ? (value ?? null) : null;
}
