import type { DatabaseSync } from 'node:sqlite';
import { recordGap } from './gaps.ts';

export interface SpoolLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

interface Held {
  readonly position: number;
  readonly observedAt: string;
  readonly bytes: number;
  readonly agedMs: number;
}

/** Drops the oldest messages until the spool is within its limits, and records what is missing. The newest always stays. */
export function trimSpool(db: DatabaseSync, limits: SpoolLimits, now: string): void {
  const held = db
    .prepare(
      `SELECT position, observed_at AS observedAt, length(body) AS bytes, aged_ms AS agedMs
       FROM message ORDER BY position`,
    )
    .all() as unknown as Held[];
  const newest = held.pop();
  if (newest === undefined) return;
  let total = held.reduce((sum, { bytes }) => sum + bytes, newest.bytes);
  for (const message of held) {
    const tooOld = newest.agedMs - message.agedMs > limits.maxAgeMs;
    if (!tooOld && total <= limits.maxBytes) return;
    total -= message.bytes;
    db.prepare('DELETE FROM message WHERE position = ?').run(message.position);
    recordGap(db, tooOld ? 'too-old' : 'spool-full', message.observedAt, now);
  }
}
