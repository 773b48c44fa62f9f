import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { migrate, STEPS_DONE } from './migrate.ts';
import { type Migration, migrations } from './migrations/index.ts';

export type SqliteDatabase = Database.Database;

/**
 * Opens and migrates the database. Durability: WAL with `synchronous=FULL`, so a committed transaction survives power loss.
 * Throws AppError `storage-unavailable` for a database that is newer than this program, damaged or not writable.
 */
export function openDatabase(file: string, steps: readonly Migration[] = migrations): SqliteDatabase {
  const database = open(file);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('busy_timeout = 5000');
    database.pragma('cache_size = -16384');
    database.pragma('temp_store = MEMORY');
    migrate(database, file, steps);
    return database;
  } catch (error) {
    database.close();
    throw error instanceof AppError ? error : storageError(file, error);
  }
}

/** A reader's own connection; sees the last committed state. */
export function openReader(file: string): SqliteDatabase {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  database.pragma('busy_timeout = 5000');
  database.pragma('cache_size = -8192');
  return database;
}

/** How the schema differs from what this program's migrations make; empty where it does not. */
export function schemaDrift(database: SqliteDatabase): string[] {
  const fresh = new Database(':memory:');
  try {
    fresh.exec(STEPS_DONE);
    for (const step of migrations) fresh.exec(step.sql);
    const [wanted, found] = [objectsOf(fresh), objectsOf(database)];
    return [
      ...[...wanted].flatMap(([name, sql]) =>
        found.has(name) ? (found.get(name) === sql ? [] : [`${name} is changed`]) : [`${name} is missing`],
      ),
      ...[...found.keys()].filter((name) => !wanted.has(name)).map((name) => `${name} is not of ours`),
    ];
  } finally {
    fresh.close();
  }
}

function objectsOf(database: SqliteDatabase): Map<string, string | null> {
  const rows = database
    .prepare<[], { name: string; sql: string | null }>(
      "SELECT type || ' ' || name AS name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
    )
    .all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}

function open(file: string): SqliteDatabase {
  try {
    return new Database(file);
  } catch (error) {
    throw storageError(file, error);
  }
}

function storageError(file: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const damaged = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
  const remedy = damaged ? '. Restore a backup with `coreledger restore FILE`' : '';
  return new AppError('storage-unavailable', `cannot use the database ${file}: ${detail}${remedy}`, {
    cause,
  });
}
