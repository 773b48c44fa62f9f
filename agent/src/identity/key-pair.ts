import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicKey } from '@coreledger/shared/enrollment.ts';
import { StateError } from '../state/open-state.ts';
import { writeFileAtomically } from '../state/write-file-atomically.ts';

/** The key that proves this host. The private half never leaves the state folder. */
export interface AgentKey {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
  /** RFC 7638 thumbprint, base64url. */
  readonly id: string;
}

export const KEY_FILE = 'key.pem';
/** A key offered to the collector and not yet known to be accepted. */
export const NEXT_KEY_FILE = 'key.next.pem';

/** Null where there is none. Throws where the file cannot be read, StateError where it is no Ed25519 key. */
export function readKey(stateDirectory: string, file = KEY_FILE): AgentKey | null {
  const path = join(stateDirectory, file);
  let pem: Buffer;
  try {
    pem = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return agentKey(createPrivateKey(pem));
  } catch {
    throw new StateError(
      `${path}: damaged, it holds no key of an agent. Move it away and enrol again with a join token: the collector asks its operator whether this is the same host`,
    );
  }
}

export function createKey(stateDirectory: string, file = KEY_FILE): AgentKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileAtomically(join(stateDirectory, file), pem);
  return agentKey(privateKey);
}

function agentKey(privateKey: KeyObject): AgentKey {
  const { crv, x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new Error('the host key is not an Ed25519 key');
  // RFC 7638: the required members alone, by name, without white space.
  const id = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
  return { privateKey, publicKey: { kty: 'OKP', crv: 'Ed25519', x }, id };
}
