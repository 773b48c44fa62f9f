import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';

/**
 * Takes a lock file that no other process has; returns what lets go of it. The lock is the operating system's: a process that
 * was killed holds none. Throws AppError `conflict` with the text where another process has it.
 */
export function holdLock(file: string, taken: string): () => void {
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new AppError('conflict', taken);
  }
  return () => lock.close();
}
