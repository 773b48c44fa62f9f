import { AppError } from '../errors.ts';
import type { ApiKeyRecord, ApiKeyStore, Role } from '../ports/api-key-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Signatures } from '../ports/signatures.ts';

const PREFIX = 'clk1';
const TOUCH_EVERY_MS = 60_000;

/** Who calls, once the key was verified. */
export interface Caller {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** As it stands in the audit log. */
  readonly actor: string;
}

export interface ManageApiKeys {
  /** The key text, `clk1.<id>.<secret>`, is given here once and never again. */
  create(key: {
    name: string;
    role: Role;
    validMs: number | null;
    actor: string;
  }): Promise<{ keyId: string; key: string }>;
  list(): Promise<readonly ApiKeyRecord[]>;
  /** Throws AppError `not-found`. */
  revoke(keyId: string, actor: string): Promise<void>;
  /** Throws AppError `unauthenticated`; the same for every cause, so that nothing is learned from it. */
  authenticate(text: string): Promise<Caller>;
}

export function createManageApiKeys(parts: {
  apiKeys: ApiKeyStore;
  signatures: Signatures;
  clock: Clock;
  random: Random;
}): ManageApiKeys {
  const { apiKeys, signatures, clock, random } = parts;
  return {
    async create({ name, role, validMs, actor }) {
      const at = clock.now();
      const keyId = random.uuid();
      const secret = random.secret();
      const expiresAt = validMs === null ? null : at + validMs;
      const record = {
        keyId,
        name,
        role,
        secretHash: signatures.sha256(secret),
        createdAt: at,
        expiresAt,
        revokedAt: null,
        lastUsedAt: null,
      };
      await apiKeys.add(record, {
        at,
        actor,
        action: 'key.create',
        subject: `key:${keyId}`,
        reason: null,
        detail: { name, role, expiresAt },
      });
      return { keyId, key: `${PREFIX}.${keyId}.${secret}` };
    },
    list: () => apiKeys.list(),
    async revoke(keyId, actor) {
      const at = clock.now();
      const entry = { at, actor, action: 'key.revoke', subject: `key:${keyId}`, reason: null, detail: {} };
      if (!(await apiKeys.revoke(keyId, at, entry)))
        throw new AppError('not-found', `no usable API key ${keyId}`);
    },
    async authenticate(text) {
      const at = clock.now();
      const [prefix, keyId = '', secret = ''] = text.split('.');
      const key = await apiKeys.byId(keyId);
      const given = signatures.sha256(secret);
      const usable =
        key !== undefined && key.revokedAt === null && (key.expiresAt === null || at < key.expiresAt);
      if (prefix !== PREFIX || !equalHashes(given, key?.secretHash ?? given.replace(/./g, '0')) || !usable) {
        throw new AppError('unauthenticated', 'send a valid API key: `Authorization: Bearer clk1.…`');
      }
      if (at - (key.lastUsedAt ?? 0) > TOUCH_EVERY_MS) await apiKeys.touch(key.keyId, at);
      return { keyId: key.keyId, name: key.name, role: key.role, actor: `key:${key.keyId}` };
    },
  };
}

/** Constant-time over two SHA-256 texts of equal length. */
function equalHashes(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
