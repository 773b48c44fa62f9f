import type { FirmwareProcessor } from '@coreledger/shared/firmware.ts';
import { boundedText } from '../text.ts';
import { byteAt, type SmbiosStructure, stringAt, wordAt } from './smbios-structures.ts';

const CENTRAL_PROCESSOR = 3;
/** In a one-byte count: look at the two-byte field that SMBIOS 3.0 added. */
const SEE_WORD = 0xff;

/** A type 4 structure, or undefined where it describes another kind of processor (math, DSP, video). */
export function smbiosProcessor(structure: SmbiosStructure): FirmwareProcessor | undefined {
  const kind = byteAt(structure, 0x05);
  if (kind !== null && kind > CENTRAL_PROCESSOR) return undefined;
  return {
    socket: boundedText(stringAt(structure, 0x04), 128),
    status: processorStatus(byteAt(structure, 0x18)),
    coreCount: count(structure, 0x23, 0x2a),
    coreEnabled: count(structure, 0x24, 0x2c),
    threadCount: count(structure, 0x25, 0x2e),
    model: boundedText(stringAt(structure, 0x10), 256),
  };
}

/** Bit 6: socket populated; bits 2:0: status (DSP0134 §7.5.4). */
function processorStatus(status: number | null): FirmwareProcessor['status'] {
  if (status === null) return 'unknown';
  if ((status & 0x40) === 0) return 'unpopulated';
  switch (status & 0x07) {
    case 1:
      return 'enabled';
    case 2:
      return 'disabled-by-user';
    case 3:
      return 'disabled-by-bios';
    case 4:
      return 'idle';
    default:
      return 'unknown';
  }
}

/** 0 is "unknown"; 0xFF refers to the word, and stays unknown in a structure too old to have it. */
function count(structure: SmbiosStructure, byteOffset: number, wordOffset: number): number | null {
  const byte = byteAt(structure, byteOffset);
  const value = byte === SEE_WORD ? wordAt(structure, wordOffset) : byte;
  return value === 0 || value === 0xffff ? null : value;
}
