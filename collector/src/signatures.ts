import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { AppError } from './errors.ts';
import type { Signatures } from './ports/signatures.ts';

const DETACHED = /^([A-Za-z0-9_-]{1,512})\.\.([A-Za-z0-9_-]{86})$/;
const KEY_CACHE_LIMIT = 100_000;

/**
 * Ed25519 detached JWS (RFC 7515 appendix F). Node's own verify on the signing input: the JOSE header is two fields, and a
 * call per report through WebCrypto costs several times as much.
 */
export function nodeSignatures(): Signatures {
  const keys = new Map<string, KeyObject>();

  function keyOf(publicKey: string): KeyObject {
    let key = keys.get(publicKey);
    if (key === undefined) {
      key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
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
      const input = `${match?.[1]}.${Buffer.from(bytes).toString('base64url')}`;
      const valid =
        match?.[2] !== undefined &&
        verify(null, Buffer.from(input), keyOf(publicKey), Buffer.from(match[2], 'base64url'));
      if (!valid)
        throw new AppError('bad-signature', 'the signature is not of this body under the enrolled key');
    },
    thumbprint: ({ crv, kty, x }) =>
      createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url'),
    sha256: (data) => createHash('sha256').update(data).digest('hex'),
  };
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
