import { type Static, Type } from 'typebox';
import { HostIdentity } from './host-identity.ts';
import { Uuid } from './host-report.ts';

/** An Ed25519 public key as a JWK (RFC 8037). */
export const PublicKey = Type.Object(
  {
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  },
  { additionalProperties: false },
);
export type PublicKey = Static<typeof PublicKey>;

/** Body of `POST /v1/agents`; the join token's secret travels in the Authorization header, the body is signed by the new key. */
export const EnrollmentRequest = Type.Object(
  { publicKey: PublicKey, identity: HostIdentity, agentVersion: Type.String({ maxLength: 64 }) },
  { additionalProperties: false },
);
export type EnrollmentRequest = Static<typeof EnrollmentRequest>;

export const EnrollmentResponse = Type.Object(
  {
    agentId: Uuid,
    hostId: Uuid,
    /** `pending`: it looks like a known host; its reports count as a host of its own until an operator decides. */
    status: Type.Union([Type.Literal('active'), Type.Literal('pending')]),
  },
  { additionalProperties: false },
);
export type EnrollmentResponse = Static<typeof EnrollmentResponse>;

/**
 * Body of `POST /v1/agent/key`, signed by the key in use. `proof` is a detached JWS by the new key over the canonical form of
 * `{agentId, publicKey}`. Answered 200 with an EnrollmentResponse, also when the new key is the agent's already: the answer
 * to a first try may have been lost.
 */
export const KeyRotationRequest = Type.Object(
  { agentId: Uuid, publicKey: PublicKey, proof: Type.String({ maxLength: 1024 }) },
  { additionalProperties: false },
);
export type KeyRotationRequest = Static<typeof KeyRotationRequest>;
