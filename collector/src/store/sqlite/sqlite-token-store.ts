import type { JoinTokenRecord, TokenStore } from '../../ports/token-store.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface TokenRow {
  readonly token_id: string;
  readonly secret_hash: string;
  readonly description: string | null;
  readonly max_uses: number;
  readonly uses: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly host_pattern: string | null;
  readonly cidrs: string;
}

export function sqliteTokenStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  record: RecordEntry,
): TokenStore {
  const byHash = database.prepare<[string], TokenRow>('SELECT * FROM join_token WHERE secret_hash = ?');
  const all = database.prepare<[], TokenRow>('SELECT * FROM join_token ORDER BY created_at, token_id');
  const add = database.prepare(
    `INSERT INTO join_token (token_id, secret_hash, description, max_uses, uses, created_at, expires_at, revoked_at, host_pattern, cidrs)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const revoke = database.prepare(
    'UPDATE join_token SET revoked_at = ? WHERE token_id = ? AND revoked_at IS NULL',
  );
  return {
    bySecretHash: async (hash) => {
      const row = byHash.get(hash);
      return row === undefined ? undefined : toToken(row);
    },
    list: async () => all.all().map(toToken),
    add: (token, entry) =>
      queue.write(() => {
        add.run(
          token.tokenId,
          token.secretHash,
          token.description,
          token.maxUses,
          token.uses,
          token.createdAt,
          token.expiresAt,
          token.revokedAt,
          token.hostPattern,
          JSON.stringify(token.cidrs),
        );
        record(entry);
      }),
    revoke: (tokenId, at, entry) =>
      queue.write(() => {
        const revoked = revoke.run(at, tokenId).changes > 0;
        if (revoked) record(entry);
        return revoked;
      }),
  };
}

function toToken(row: TokenRow): JoinTokenRecord {
  return {
    tokenId: row.token_id,
    secretHash: row.secret_hash,
    description: row.description,
    maxUses: row.max_uses,
    uses: row.uses,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    hostPattern: row.host_pattern,
    cidrs: JSON.parse(row.cidrs) as string[],
  };
}
