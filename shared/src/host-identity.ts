import { type Static, Type } from 'typebox';
import { NullableText } from './nullable.ts';

/** What tells this host from others. None of it is proof alone; the report's signature is. */
export const HostIdentity = Type.Object(
  {
    hostName: Type.String({ minLength: 1, maxLength: 255 }),
    fqdn: NullableText(255),
    /** HMAC-SHA-256 of the machine id under an application key, hex; the id itself stays on the host. */
    machineIdHash: NullableText(64),
    smbiosUuid: NullableText(36),
    serial: NullableText(128),
    macs: Type.Array(Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' }), { maxItems: 64 }),
    managedInstanceId: NullableText(64),
  },
  { additionalProperties: false },
);
export type HostIdentity = Static<typeof HostIdentity>;
