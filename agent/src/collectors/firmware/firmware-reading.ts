import type { Firmware, FirmwareProcessor } from '@coreledger/shared/firmware.ts';
import type { SourceOutcome } from '@coreledger/shared/section.ts';
import { boundedText } from '../text.ts';
import { identifyingText } from './placeholder.ts';
import { uuidOf } from './uuid.ts';

/** What one source of firmware facts gave, before sources are merged. */
export type FirmwareReading = Firmware;

/** One source of firmware facts and how it ended. */
export interface FirmwareSource {
  readonly value: FirmwareReading | undefined;
  readonly outcome: SourceOutcome;
}

/** The texts of a reading as a source has them: null, or anything a vendor may have written. */
export interface FirmwareTexts {
  readonly manufacturer?: string | null;
  readonly product?: string | null;
  readonly uuid?: string | null;
  readonly serial?: string | null;
  readonly biosVendor?: string | null;
  readonly biosVersion?: string | null;
  readonly biosDate?: string | null;
  readonly boardManufacturer?: string | null;
  readonly boardProduct?: string | null;
  readonly boardSerial?: string | null;
  readonly chassisManufacturer?: string | null;
  readonly chassisType?: string | null;
  readonly chassisSerial?: string | null;
  readonly assetTag?: string | null;
}

export function firmwareReading(
  texts: FirmwareTexts,
  processors: FirmwareProcessor[] | null = null,
): FirmwareReading {
  return {
    system: {
      manufacturer: boundedText(texts.manufacturer, 256),
      product: boundedText(texts.product, 256),
      uuid: uuidOf(texts.uuid ?? null),
      serial: identifyingText(texts.serial ?? null, 128),
    },
    bios: {
      vendor: boundedText(texts.biosVendor, 256),
      version: boundedText(texts.biosVersion, 256),
      date: boundedText(texts.biosDate, 64),
    },
    baseboard: {
      manufacturer: boundedText(texts.boardManufacturer, 256),
      product: boundedText(texts.boardProduct, 256),
      serial: identifyingText(texts.boardSerial ?? null, 128),
    },
    chassis: {
      manufacturer: boundedText(texts.chassisManufacturer, 256),
      type: boundedText(texts.chassisType, 64),
      serial: identifyingText(texts.chassisSerial ?? null, 128),
      assetTag: identifyingText(texts.assetTag ?? null, 128),
    },
    processors,
  };
}

/** Whether a reading says anything but of processors. */
export function hasText({ system, bios, baseboard, chassis }: FirmwareReading): boolean {
  return [system, bios, baseboard, chassis].some((group) =>
    Object.values(group).some((text) => text !== null),
  );
}
