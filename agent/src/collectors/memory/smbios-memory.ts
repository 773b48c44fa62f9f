import { byteAt, smbiosStructures, wordAt } from '../firmware/smbios-structures.ts';

const MEMORY_DEVICE = 17;
const MEBIBYTE = 1024 * 1024;
const SIZE_UNKNOWN = 0xffff;
const SEE_EXTENDED_SIZE = 0x7fff;

/** Installed memory in bytes: the sizes of all memory devices (type 17). Undefined where there are none or one is unknown. */
export function installedMemory(table: Uint8Array): number | undefined {
  let total = 0;
  let devices = 0;
  for (const structure of smbiosStructures(table)) {
    if (structure.type !== MEMORY_DEVICE || isFlash(byteAt(structure, 0x12))) continue;
    const size = wordAt(structure, 0x0c);
    if (size === null || size === SIZE_UNKNOWN) return undefined;
    devices += 1;
    if (size === SEE_EXTENDED_SIZE) {
      const extended = structure.data.byteLength >= 0x20 ? structure.data.getUint32(0x1c, true) : undefined;
      if (extended === undefined) return undefined;
      total += (extended & 0x7fff_ffff) * MEBIBYTE;
    } else {
      total += (size & 0x7fff) * ((size & 0x8000) === 0 ? MEBIBYTE : 1024);
    }
  }
  return devices === 0 || !Number.isSafeInteger(total) ? undefined : total;
}

/** ROM, flash and EEPROM hold firmware (memory types 8 to 12, DSP0134 §7.18.2). */
function isFlash(type: number | null): boolean {
  return type !== null && type >= 8 && type <= 12;
}
