import { type Static, Type } from 'typebox';
import { Nullable, NullableCount, NullableText } from './nullable.ts';

/** One SMBIOS type 4 structure. Counts above 255 come from the 16-bit fields. */
export const FirmwareProcessor = Type.Object(
  {
    socket: NullableText(128),
    status: Type.Union([
      Type.Literal('enabled'),
      Type.Literal('disabled-by-user'),
      Type.Literal('disabled-by-bios'),
      Type.Literal('idle'),
      Type.Literal('unpopulated'),
      Type.Literal('unknown'),
    ]),
    coreCount: NullableCount(),
    coreEnabled: NullableCount(),
    threadCount: NullableCount(),
    model: NullableText(256),
  },
  { additionalProperties: false },
);
export type FirmwareProcessor = Static<typeof FirmwareProcessor>;

/**
 * What the firmware says of the machine. Placeholder serials ("To Be Filled By O.E.M.") are null. The uuid is as written, even one
 * that many boards share; `identity` leaves such a one out.
 */
export const Firmware = Type.Object(
  {
    system: Type.Object(
      {
        manufacturer: NullableText(256),
        product: NullableText(256),
        uuid: NullableText(36),
        serial: NullableText(128),
      },
      { additionalProperties: false },
    ),
    bios: Type.Object(
      { vendor: NullableText(256), version: NullableText(256), date: NullableText(64) },
      { additionalProperties: false },
    ),
    baseboard: Type.Object(
      { manufacturer: NullableText(256), product: NullableText(256), serial: NullableText(128) },
      { additionalProperties: false },
    ),
    chassis: Type.Object(
      {
        manufacturer: NullableText(256),
        type: NullableText(64),
        serial: NullableText(128),
        assetTag: NullableText(128),
      },
      { additionalProperties: false },
    ),
    /** null where no type 4 table could be read. */
    processors: Nullable(Type.Array(FirmwareProcessor, { maxItems: 4096 })),
  },
  { additionalProperties: false },
);
export type Firmware = Static<typeof Firmware>;
