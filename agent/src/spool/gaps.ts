import type { DatabaseSync } from 'node:sqlite';

export type GapReason = 'spool-full' | 'too-old' | 'content-unknown' | 'unenrolled' | 'state-damaged';

export interface Gap {
  readonly reason: GapReason;
  readonly messages: number;
  readonly firstObservedAt: string | null;
  readonly lastObservedAt: string | null;
  readonly recordedAt: string;
}

const KEPT = 100;

/** Records one message that will never be delivered; it lengthens the last gap where the reason is the same. */
export function recordGap(db: DatabaseSync, reason: GapReason, observedAt: string, now: string): void {
  const last = db.prepare('SELECT position, reason FROM gap ORDER BY position DESC LIMIT 1').get();
  if (last?.reason === reason) {
    db.prepare(
      'UPDATE gap SET messages = messages + 1, last_observed_at = ?, recorded_at = ? WHERE position = ?',
    ).run(observedAt, now, Number(last.position));
    return;
  }
  db.prepare(
    `INSERT INTO gap (reason, messages, first_observed_at, last_observed_at, recorded_at) VALUES (?1, 1, ?2, ?2, ?3)`,
  ).run(reason, observedAt, now);
  db.prepare(
    'DELETE FROM gap WHERE position NOT IN (SELECT position FROM gap ORDER BY position DESC LIMIT ?)',
  ).run(KEPT);
}

export function listGaps(db: DatabaseSync): Gap[] {
  return db
    .prepare(
      `SELECT reason, messages, first_observed_at AS firstObservedAt, last_observed_at AS lastObservedAt,
              recorded_at AS recordedAt FROM gap ORDER BY position`,
    )
    .all() as unknown as Gap[];
}
