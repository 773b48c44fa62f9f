import type { AuditEntry } from './audit-log.ts';

export type Role = 'viewer' | 'operator' | 'admin';

/** An operator's API key; the store holds the SHA-256 of its 256-bit random secret. */
export interface ApiKeyRecord {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  readonly secretHash: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

export interface ApiKeyStore {
  byId(keyId: string): Promise<ApiKeyRecord | undefined>;
  list(): Promise<readonly ApiKeyRecord[]>;
  add(key: ApiKeyRecord, entry: AuditEntry): Promise<void>;
  /** False, and no entry, where there is none to revoke. */
  revoke(keyId: string, at: number, entry: AuditEntry): Promise<boolean>;
  touch(keyId: string, at: number): Promise<void>;
}
