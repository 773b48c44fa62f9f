import { type Static, Type } from 'typebox';

/**
 * One string that enrols a host: `clj1.` + base64url of this JSON. `ca` is the SHA-256 of the collector CA's
 * SubjectPublicKeyInfo (hex), null only for plain HTTP on loopback.
 */
export const JoinToken = Type.Object(
  {
    urls: Type.Array(Type.String({ maxLength: 512 }), { minItems: 1, maxItems: 8 }),
    ca: Type.Union([Type.String({ pattern: '^[0-9a-f]{64}$' }), Type.Null()]),
    secret: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  },
  { additionalProperties: false },
);
export type JoinToken = Static<typeof JoinToken>;
export { JOIN_TOKEN_PREFIX } from './wire.ts';
