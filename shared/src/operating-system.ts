import { type Static, Type } from 'typebox';
import { NullableText } from './nullable.ts';

/** The operating system as it names itself: os-release on Linux, CurrentVersion on Windows. */
export const OperatingSystem = Type.Object(
  {
    family: Type.Union([Type.Literal('linux'), Type.Literal('windows'), Type.Literal('other')]),
    id: NullableText(128),
    versionId: NullableText(128),
    name: NullableText(256),
    prettyName: NullableText(512),
    /** Windows `EditionID` or os-release `VARIANT_ID`, as written there. */
    edition: NullableText(128),
    build: NullableText(64),
    kernel: NullableText(256),
    /** Windows licence channel (OEM, Retail, Volume:GVLK, …); never a key. */
    channel: NullableText(64),
  },
  { additionalProperties: false },
);
export type OperatingSystem = Static<typeof OperatingSystem>;
