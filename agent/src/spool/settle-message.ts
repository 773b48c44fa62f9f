import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../state/transaction.ts';
import { recordGap } from './gaps.ts';
import { type Message, SELECT_MESSAGES } from './message.ts';

const KEPT_REJECTIONS = 20;

export function oldestMessage(db: DatabaseSync): Message | undefined {
  return db.prepare(`${SELECT_MESSAGES} ORDER BY position LIMIT 1`).get() as unknown as Message | undefined;
}

/** The collector has it on disk: it may go. */
export function acknowledge(db: DatabaseSync, message: Message, url: string, now: string): void {
  transaction(db, () => {
    remove(db, message);
    db.prepare(
      'UPDATE progress SET delivered_at = ?, delivered_to = ?, failed_at = NULL, failure = NULL, not_before = NULL',
    ).run(now, url);
  });
}

/** The collector will never take it. It is kept aside for a person to look at, and the next scan is sent in full. */
export function reject(
  db: DatabaseSync,
  message: Message,
  refusal: { readonly code: string; readonly detail: string | null },
  now: string,
): void {
  transaction(db, () => {
    remove(db, message);
    db.exec('DELETE FROM content');
    db.prepare(
      'INSERT INTO rejected (report_id, observed_at, code, detail, body, rejected_at) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(message.reportId, message.observedAt, refusal.code, refusal.detail, message.body, now);
    db.prepare(
      'DELETE FROM rejected WHERE position NOT IN (SELECT position FROM rejected ORDER BY position DESC LIMIT ?)',
    ).run(KEPT_REJECTIONS);
  });
}

/** It cannot be made deliverable: it goes, and the gap is recorded. */
export function drop(db: DatabaseSync, message: Message, now: string): void {
  transaction(db, () => {
    remove(db, message);
    recordGap(db, 'content-unknown', message.observedAt, now);
  });
}

/** Delivery did not work; `notBefore` is when the collector said to come back. */
export function recordFailure(
  db: DatabaseSync,
  failure: string,
  now: string,
  notBefore: string | null,
): void {
  db.prepare('UPDATE progress SET failed_at = ?, failure = ?, not_before = ?').run(now, failure, notBefore);
}

function remove(db: DatabaseSync, message: Message): void {
  db.prepare('DELETE FROM message WHERE position = ?').run(message.position);
}

export function countWaiting(db: DatabaseSync): number {
  return Number(db.prepare('SELECT count(*) AS n FROM message').get()?.n);
}
