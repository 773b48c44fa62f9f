import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeStateDirectory, StateError } from './open-state.ts';
import { isBusy } from './sqlite-fault.ts';

export interface RunLock {
  release(): void;
}

/**
 * Excludes a second run on the same state folder; null where one is under way. It is the operating system's file lock, taken
 * by SQLite on a file of its own: it ends with the process, however that ends, so there is no stale lock to judge.
 */
export function takeRunLock(directory: string): RunLock | null {
  makeStateDirectory(directory);
  const path = join(directory, 'run.lock');
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    // Its journal stays in memory: nothing is written, so that a full disk does not keep the spool from being delivered.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = db;
    return { release: () => held.close() };
  } catch (error) {
    db?.close();
    if (isBusy(error)) return null;
    throw new StateError(
      `${path}: ${error instanceof Error ? error.message : error}: the folder must be writable. Run as root, or choose a folder with --state`,
    );
  }
}
