import type { AuditEntry } from '../../ports/audit-log.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Adds an entry within the transaction that is open: that of the change it tells of. */
export type RecordEntry = (entry: AuditEntry) => void;

export function auditEntries(database: SqliteDatabase): RecordEntry {
  const add = database.prepare(
    'INSERT INTO audit_entry (at, actor, action, subject, reason, detail) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return ({ at, actor, action, subject, reason, detail }) => {
    add.run(at, actor, action, subject, reason, JSON.stringify(detail));
  };
}
