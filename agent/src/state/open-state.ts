import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { STATE_SCHEMA, STATE_VERSION } from './schema.ts';
import { isCorrupt } from './sqlite-fault.ts';
import { transaction } from './transaction.ts';

export const STATE_FILE = 'state.db';

/** For what the operator can put right: the message says what to do. */
export class StateError extends Error {}

/** The folder, made for its owner alone. Throws StateError where that is not allowed. */
export function makeStateDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StateError(
      `${directory}: cannot be made (${code}). Run as root, or choose a folder with --state`,
    );
  }
}

/**
 * The state database. A damaged one is set aside and a new one begun, which records that messages may be missing: a host
 * must go on reporting. Commits are on disk when they return.
 */
export function openState(directory: string, now: string): DatabaseSync {
  makeStateDirectory(directory);
  const path = join(directory, STATE_FILE);
  try {
    return open(path);
  } catch (error) {
    if (!isCorrupt(error)) throw refused(path, error);
    renameSync(path, `${path}.damaged-${now.replaceAll(':', '')}`);
    const db = open(path);
    db.prepare('INSERT INTO gap (reason, messages, recorded_at) VALUES (?, 0, ?)').run('state-damaged', now);
    return db;
  }
}

/** For looking only; null where there is no state yet. */
export function openStateReadOnly(directory: string): DatabaseSync | null {
  const path = join(directory, STATE_FILE);
  if (!existsSync(path)) return null;
  try {
    return new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  } catch (error) {
    throw refused(path, error);
  }
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;');
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (version > STATE_VERSION) throw new StateError('was written by a newer agent: install that version');
    if (version === 0) {
      chmodSync(path, 0o600);
      transaction(db, () => db.exec(STATE_SCHEMA));
    }
    db.prepare('SELECT count(*) FROM message').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function refused(path: string, error: unknown): StateError {
  return new StateError(`${path}: ${error instanceof Error ? error.message : error}`);
}
