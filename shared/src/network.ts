import { type Static, Type } from 'typebox';
import { Nullable, NullableText } from './nullable.ts';

/** A network interface with a hardware address. `permanent` is false for locally administered addresses. */
export const NetworkInterface = Type.Object(
  {
    name: Type.String({ maxLength: 128 }),
    mac: NullableText(23),
    permanent: Nullable(Type.Boolean()),
    addresses: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
  },
  { additionalProperties: false },
);
export type NetworkInterface = Static<typeof NetworkInterface>;

export const Network = Type.Array(NetworkInterface, { maxItems: 1024 });
export type Network = Static<typeof Network>;
