import { createHash, createPublicKey, type KeyObject, verify as verifySignature } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from './errors.ts';
import { createLendRoom } from './lend-room.ts';
import type { Signatures } from './ports/signatures.ts';

const DETACHED = /^([A-Za-z0-9_-]{1,512})\.\.([A-Za-z0-9_-]{86})$/;
/** Two kilobytes each. They help small fleets: of a large one's every agent is gone from here before it speaks again. */
const KEY_CACHE_LIMIT = 2_000;
/** A multiple of three, so that the pieces' base64url is that of the whole. A text of a whole report costs more to make than to sign. */
const PIECE_BYTES = 48 * 1024;
/** Twice the threads that Node verifies on: one is written to while another is read. */
const VERIFIED_AT_ONCE = 8;
/** SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the key itself, in Base64: 12 bytes, so that the key's follows as it is. */
const SPKI_PREFIX = 'MCowBQYDK2VwAyEA';

const verify = promisify<null, NodeJS.ArrayBufferView, KeyObject, NodeJS.ArrayBufferView, boolean>(
  verifySignature,
);

/**
 * Ed25519 detached JWS (RFC 7515 appendix F). Node's own verify on the signing input: the JOSE header is two fields, and a
 * call per report through WebCrypto costs several times as much.
 */
export function nodeSignatures(): Signatures {
  const keys = new Map<string, KeyObject>();
  const lendRoom = createLendRoom(VERIFIED_AT_ONCE);

  function keyOf(publicKey: string): KeyObject {
    let key = keys.get(publicKey);
    if (key === undefined) {
      key = createPublicKey(pemOf(publicKey));
      if (keys.size >= KEY_CACHE_LIMIT) keys.clear();
      keys.set(publicKey, key);
    }
    return key;
  }

  return {
    keyIdOf(signature) {
      const header = headerOf(signature);
      if (
        header.alg !== 'EdDSA' ||
        typeof header.kid !== 'string' ||
        header.kid.length > 64 ||
        header.crit !== undefined
      ) {
        throw new AppError('bad-signature', 'the signature must be EdDSA and name its key by `kid`');
      }
      return header.kid;
    },
    async verify(signature, bytes, publicKey) {
      const match = DETACHED.exec(signature);
      const [, header, proof] = match ?? [];
      const valid =
        header !== undefined &&
        proof !== undefined &&
        (await lendRoom(signingInputBytes(header, bytes), (room) => {
          writeSigningInput(room, header, bytes);
          return verify(null, room, keyOf(publicKey), Buffer.from(proof, 'base64url'));
        }));
      if (!valid)
        throw new AppError('bad-signature', 'the signature is not of this body under the enrolled key');
    },
    thumbprint: ({ crv, kty, x }) =>
      createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url'),
    sha256(...parts) {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest('hex');
    },
  };
}

/** As text: to anything else Node asks, by exceptions of three times the cost, whether it is a key already. */
function pemOf(publicKey: string): string {
  const base64 = publicKey.replaceAll('-', '+').replaceAll('_', '/');
  return `-----BEGIN PUBLIC KEY-----\n${SPKI_PREFIX}${base64}=\n-----END PUBLIC KEY-----\n`;
}

/** Length of what was signed, `header.payload`. */
function signingInputBytes(header: string, payload: Uint8Array): number {
  return header.length + 1 + Math.ceil((payload.length * 4) / 3);
}

function writeSigningInput(into: Buffer, header: string, bytes: Uint8Array): void {
  const payload = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = into.write(`${header}.`, 0, 'latin1');
  for (let from = 0; from < payload.length; from += PIECE_BYTES)
    at += into.write(payload.toString('base64url', from, from + PIECE_BYTES), at, 'latin1');
}

function headerOf(signature: string): Record<string, unknown> {
  const match = DETACHED.exec(signature);
  try {
    const header: unknown = JSON.parse(Buffer.from(match?.[1] ?? '', 'base64url').toString());
    if (header !== null && typeof header === 'object') return header as Record<string, unknown>;
  } catch {
    // Told below, like every other shape that is not a detached JWS.
  }
  throw new AppError(
    'bad-signature',
    'the coreledger-signature header must be a detached JWS: `protected..signature`',
  );
}
