import type { AuditEntry } from './audit-log.ts';

/** A join token; the secret itself is known to its bearer alone, the store holds its SHA-256. */
export interface JoinTokenRecord {
  readonly tokenId: string;
  readonly secretHash: string;
  readonly description: string | null;
  readonly maxUses: number;
  readonly uses: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** Host names allowed, `*` matching any run of characters but a dot; null: any. */
  readonly hostPattern: string | null;
  /** Source addresses allowed; empty: any. */
  readonly cidrs: readonly string[];
}

export interface TokenStore {
  bySecretHash(secretHash: string): Promise<JoinTokenRecord | undefined>;
  list(): Promise<readonly JoinTokenRecord[]>;
  add(token: JoinTokenRecord, entry: AuditEntry): Promise<void>;
  /** False, and no entry, where there is none to revoke. */
  revoke(tokenId: string, at: number, entry: AuditEntry): Promise<boolean>;
}
