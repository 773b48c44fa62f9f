import type { SqliteDatabase } from './open-database.ts';

/**
 * One transaction without foreign keys being checked row by row: nothing refers to what is pruned, which the caller has made sure
 * of, and a check would read a whole table for every row, as no index leads from contents and reports to the sections of them.
 * `coreledger doctor` checks all of them.
 */
export function unchecked<Result>(database: SqliteDatabase, work: () => Result): Result {
  database.pragma('foreign_keys = OFF');
  try {
    return database.transaction(work).immediate();
  } finally {
    database.pragma('foreign_keys = ON');
  }
}
