import type { DatabaseSync } from 'node:sqlite';

/** The most that one run lets the spool age. A wall clock set a year ahead must not make a year of reports too old. */
const MAX_STEP_MS = 7 * 86_400_000;

/** Time the spool has lived through, in milliseconds, brought up to this run: it never goes back and never leaps. */
export function advanceAge(db: DatabaseSync, now: number): number {
  const row = db.prepare('SELECT last_run_at, aged_ms FROM progress').get();
  const last = row?.last_run_at === null ? now : Date.parse(String(row?.last_run_at));
  const agedMs = Number(row?.aged_ms) + Math.min(MAX_STEP_MS, Math.max(0, now - last));
  db.prepare('UPDATE progress SET last_run_at = ?, aged_ms = ?').run(new Date(now).toISOString(), agedMs);
  return agedMs;
}
