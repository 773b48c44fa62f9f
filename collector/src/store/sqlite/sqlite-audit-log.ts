import type { AuditEntry, AuditLog } from '../../ports/audit-log.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface AuditRow {
  readonly entry_id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  readonly detail: string;
}

export function sqliteAuditLog(database: SqliteDatabase, queue: WriteQueue, record: RecordEntry): AuditLog {
  const page = database.prepare<[number, string | null, string | null, number], AuditRow>(
    'SELECT * FROM audit_entry WHERE entry_id < ? AND (? IS NULL OR subject = ?) ORDER BY entry_id DESC LIMIT ?',
  );
  return {
    add: (entry) => queue.write(() => record(entry)),
    async list({ limit, after, subject }) {
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
      const rows = page.all(before, subject ?? null, subject ?? null, limit + 1);
      const items = rows.slice(0, limit);
      return {
        items: items.map((row) => ({
          entryId: row.entry_id,
          at: row.at,
          actor: row.actor,
          action: row.action,
          subject: row.subject,
          reason: row.reason,
          detail: JSON.parse(row.detail) as AuditEntry['detail'],
        })),
        next: rows.length > limit ? String(items.at(-1)?.entry_id) : null,
      };
    },
  };
}
