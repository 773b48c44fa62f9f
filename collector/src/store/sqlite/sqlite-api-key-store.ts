import type { ApiKeyRecord, ApiKeyStore } from '../../ports/api-key-store.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface KeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly role: ApiKeyRecord['role'];
  readonly secret_hash: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
}

export function sqliteApiKeyStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  record: RecordEntry,
): ApiKeyStore {
  const byId = database.prepare<[string], KeyRow>('SELECT * FROM api_key WHERE key_id = ?');
  const all = database.prepare<[], KeyRow>('SELECT * FROM api_key ORDER BY created_at, key_id');
  const add = database.prepare(
    'INSERT INTO api_key (key_id, name, role, secret_hash, created_at, expires_at, revoked_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const revoke = database.prepare(
    'UPDATE api_key SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL',
  );
  const touch = database.prepare('UPDATE api_key SET last_used_at = ? WHERE key_id = ?');
  return {
    byId: async (keyId) => {
      const row = byId.get(keyId);
      return row === undefined ? undefined : toKey(row);
    },
    list: async () => all.all().map(toKey),
    add: (key, entry) =>
      queue.write(() => {
        add.run(
          key.keyId,
          key.name,
          key.role,
          key.secretHash,
          key.createdAt,
          key.expiresAt,
          key.revokedAt,
          key.lastUsedAt,
        );
        record(entry);
      }),
    revoke: (keyId, at, entry) =>
      queue.write(() => {
        const revoked = revoke.run(at, keyId).changes > 0;
        if (revoked) record(entry);
        return revoked;
      }),
    touch: (keyId, at) =>
      queue.write(() => {
        touch.run(at, keyId);
      }),
  };
}

function toKey(row: KeyRow): ApiKeyRecord {
  return {
    keyId: row.key_id,
    name: row.name,
    role: row.role,
    secretHash: row.secret_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
