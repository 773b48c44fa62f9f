import { chmodSync, existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../errors.ts';
import type { Maintenance } from '../../ports/maintenance.ts';
import { schemaVersion } from './migrate.ts';
import { type SqliteDatabase, schemaDrift } from './open-database.ts';

export function sqliteMaintenance(database: SqliteDatabase): Maintenance {
  const counts = database.prepare<[], { hosts: number; reports: number }>(
    'SELECT (SELECT count(*) FROM host) AS hosts, (SELECT count(*) FROM report) AS reports',
  );
  const newest = database
    .prepare<[], number>(
      `SELECT max(furthest_at, coalesce((SELECT received_at FROM report ORDER BY report_no DESC LIMIT 1), 0),
        coalesce((SELECT at FROM audit_entry ORDER BY entry_id DESC LIMIT 1), 0)) FROM pulse`,
    )
    .pluck();
  const newestStoredAt = () => newest.get() || null;
  return {
    async backup(file) {
      const target = resolve(file);
      if (existsSync(target)) throw new AppError('conflict', `${target} exists: backups replace nothing`);
      const unfinished = `${target}.part`;
      rmSync(unfinished, { force: true });
      try {
        // One read transaction: consistent, and in WAL mode it holds up no writer and is held up by none.
        database.prepare('VACUUM INTO ?').run(unfinished);
        chmodSync(unfinished, 0o600);
        renameSync(unfinished, target);
      } catch (error) {
        rmSync(unfinished, { force: true });
        throw new AppError('storage-unavailable', `the backup failed: ${(error as Error).message}`, {
          cause: error,
        });
      }
      return { bytes: statSync(target).size };
    },
    async inspect() {
      const { bavail, bsize } = statfsSync(dirname(database.name));
      const { hosts, reports } = counts.get() ?? { hosts: 0, reports: 0 };
      return {
        schemaVersion: schemaVersion(database),
        schemaDrift: schemaDrift(database),
        damage: damageOf(database),
        bytes: statSync(database.name).size,
        logBytes: statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0,
        freeBytes: bavail * bsize,
        hosts,
        reports,
        newestStoredAt: newestStoredAt(),
      };
    },
    newestStoredAt: async () => newestStoredAt(),
  };
}

/** What SQLite finds wrong with a database; empty where it is whole. */
export function damageOf(database: SqliteDatabase): string[] {
  const integrity = (database.pragma('integrity_check(20)') as { integrity_check: string }[])
    .map((row) => row.integrity_check)
    .filter((text) => text !== 'ok');
  const dangling = (database.pragma('foreign_key_check') as { table: string; rowid: number }[])
    .slice(0, 20)
    .map(({ table, rowid }) => `${table} row ${rowid} refers to nothing`);
  return [...integrity, ...dangling];
}
