import { sign } from 'node:crypto';
import type { AgentKey } from '../identity/key-pair.ts';

/** Detached JWS (RFC 7515, appendix F) with EdDSA (RFC 8037) over the exact bytes of a message body. */
export function signMessage(key: Pick<AgentKey, 'id' | 'privateKey'>, body: Uint8Array): string {
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: key.id })).toString('base64url');
  const payload = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64url');
  const signature = sign(null, Buffer.from(`${header}.${payload}`), key.privateKey);
  return `${header}..${signature.toString('base64url')}`;
}
