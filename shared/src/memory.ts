import { type Static, Type } from 'typebox';
import { Nullable } from './nullable.ts';

/** Bytes, up to the largest exact integer: hosts with more than a terabyte exist. */
const Bytes = Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991 });

/** Memory in bytes: what the kernel manages, and what the firmware says is installed. */
export const Memory = Type.Object(
  { totalBytes: Nullable(Bytes), installedBytes: Nullable(Bytes) },
  { additionalProperties: false },
);
export type Memory = Static<typeof Memory>;
