import { type Static, Type } from 'typebox';
import { NullableCount } from './nullable.ts';

/** Memory in bytes: what the kernel manages, and what the firmware says is installed. */
export const Memory = Type.Object(
  { totalBytes: NullableCount(), installedBytes: NullableCount() },
  { additionalProperties: false },
);
export type Memory = Static<typeof Memory>;
