import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { schemaVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openReader } from './open-database.ts';
import { damageOf } from './sqlite-maintenance.ts';
import { DATABASE_NAME } from './sqlite-stores.ts';

/**
 * Puts a checked backup in the place of a data folder's database; what was there is kept beside it.
 * Throws AppError `bad-request` for a file that is no whole backup, `conflict` while a collector uses the folder.
 */
export function restoreDatabase(
  backup: string,
  folder: string,
  at: number,
): { readonly kept: string | null } {
  checkBackup(backup);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, DATABASE_NAME);
  const incoming = `${target}.restoring`;
  copyFileSync(backup, incoming);
  if (!existsSync(target)) {
    renameSync(incoming, target);
    return { kept: null };
  }
  refuseWhileInUse(target, incoming);
  const kept = `${target}.before-restore-${new Date(at).toISOString().replace(/[:.]/g, '')}`;
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(`${target}${suffix}`)) renameSync(`${target}${suffix}`, `${kept}${suffix}`);
  }
  renameSync(target, kept);
  renameSync(incoming, target);
  return { kept };
}

function checkBackup(file: string): void {
  const wrong = (why: string) => new AppError('bad-request', `${file} is not a backup to restore: ${why}`);
  if (!existsSync(file)) throw wrong('there is no such file');
  let faults: readonly string[];
  let version: number;
  try {
    const database = openReader(file);
    try {
      version = schemaVersion(database);
      faults = damageOf(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw wrong((error as Error).message);
  }
  if (version === 0) throw wrong('it holds no Coreledger schema');
  if (version > (migrations.at(-1)?.version ?? 0)) throw wrong('a newer release wrote it');
  if (faults.length > 0) throw wrong(`it is damaged (${faults[0]})`);
}

/** Every open connection to a WAL database holds a shared lock, so an exclusive one is had only when nobody else is there. */
function refuseWhileInUse(target: string, incoming: string): void {
  try {
    const database = new Database(target, { timeout: 0 });
    try {
      database.pragma('locking_mode = EXCLUSIVE');
      database.exec('BEGIN EXCLUSIVE; COMMIT');
    } finally {
      database.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // A damaged database is what one restores from a backup for.
    if (!code.startsWith('SQLITE_BUSY')) return;
    rmSync(incoming, { force: true });
    throw new AppError('conflict', `${target} is in use: stop the collector first`);
  }
}
