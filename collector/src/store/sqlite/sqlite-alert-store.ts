import type {
  AlertMessage,
  AlertRecord,
  AlertStore,
  Condition,
  OutboxEntry,
} from '../../ports/alert-store.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface OutboxRow {
  readonly entry_no: number;
  readonly target: string;
  readonly message: string;
  readonly attempts: number;
}

/** A message waits for earlier ones to its target, lest "raised" arrive after "resolved"; not for one that is refused for hours. */
const OVERTAKEN_AFTER = 12;

export function sqliteAlertStore(database: SqliteDatabase, queue: WriteQueue): AlertStore {
  const all = database.prepare<[], AlertRecord>('SELECT * FROM alert ORDER BY key');
  const put = database.prepare(
    `INSERT INTO alert (key, kind, severity, license, state, text, since)
     VALUES (@key, @kind, @severity, @license, @state, @text, @since)
     ON CONFLICT (key) DO UPDATE SET state = excluded.state, text = excluded.text, since = excluded.since, severity = excluded.severity`,
  );
  const send = database.prepare(
    'INSERT INTO outbox (target, message, created_at, next_attempt_at) VALUES (?, ?, ?, ?)',
  );
  const due = database.prepare<{ at: number; limit: number }, OutboxRow>(
    `SELECT * FROM outbox AS one WHERE delivered_at IS NULL AND next_attempt_at <= @at AND NOT EXISTS
       (SELECT 1 FROM outbox AS earlier WHERE earlier.target = one.target AND earlier.entry_no < one.entry_no
          AND earlier.delivered_at IS NULL AND earlier.next_attempt_at > @at AND earlier.attempts < ${OVERTAKEN_AFTER})
     ORDER BY entry_no LIMIT @limit`,
  );
  const others = database.prepare<[string, number], OutboxRow>(
    `DELETE FROM outbox WHERE delivered_at IS NULL AND target NOT IN (SELECT value FROM json_each(?)) AND created_at < ?
     RETURNING entry_no, target, message, attempts`,
  );
  const delivered = database.prepare(
    'UPDATE outbox SET delivered_at = ?, attempts = attempts + 1 WHERE entry_no = ?',
  );
  const postponed = database.prepare(
    'UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?, last_error = ? WHERE entry_no = ?',
  );
  return {
    record: (conditions, targets, messageId, at) =>
      queue.write(() => {
        const known = new Map(all.all().map((one) => [one.key, one]));
        const changed = crossings(conditions, known, at);
        if (changed.length === 0) return changed;
        for (const alert of changed) put.run(alert);
        const message: AlertMessage = { messageId, at, alerts: changed };
        for (const target of targets) send.run(target, JSON.stringify(message), at, at);
        return changed;
      }),
    list: async () => all.all(),
    due: async (at, limit) => due.all({ at, limit }).map(toEntry),
    dropOthers: (targets, madeBefore) =>
      queue.write(() =>
        others
          .all(JSON.stringify(targets), madeBefore)
          .map(toEntry)
          .toSorted((a, b) => a.entryNo - b.entryNo),
      ),
    delivered: (entryNo, at) => queue.write(() => void delivered.run(at, entryNo)),
    postponed: (entryNo, nextAttemptAt, error) =>
      queue.write(() => void postponed.run(nextAttemptAt, error.slice(0, 1000), entryNo)),
  };
}

function toEntry(row: OutboxRow): OutboxEntry {
  return {
    entryNo: row.entry_no,
    target: row.target,
    message: JSON.parse(row.message) as AlertMessage,
    attempts: row.attempts,
  };
}

/** Raised where it was not, resolved where it was; what no longer exists (a license that went) is resolved as well. */
function crossings(
  conditions: readonly Condition[],
  known: ReadonlyMap<string, AlertRecord>,
  at: number,
): AlertRecord[] {
  const changed = conditions.flatMap(({ key, kind, severity, license, state, text }): AlertRecord[] => {
    const before = known.get(key)?.state ?? 'resolved';
    const now = state === 'between' ? before : state === 'raised' ? 'raised' : 'resolved';
    return now === before ? [] : [{ key, kind, severity, license, state: now, text, since: at }];
  });
  const looked = new Set(conditions.map((one) => one.key));
  const gone = [...known.values()].filter((one) => one.state === 'raised' && !looked.has(one.key));
  return [
    ...changed,
    ...gone.map(
      (one): AlertRecord => ({
        ...one,
        state: 'resolved',
        text: `${one.text} (no longer watched)`,
        since: at,
      }),
    ),
  ];
}
