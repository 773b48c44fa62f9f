import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { Migration } from './migrations/index.ts';

/** Each step that was done, so that one that comes with a lower number than the last is done as well. */
export const STEPS_DONE = 'CREATE TABLE schema_step (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT';

/** The highest step that was done. */
export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** Does the steps that were not done yet, each in a transaction of its own. Throws AppError `storage-unavailable` where a newer release did others. */
export function migrate(database: Database, file: string, steps: readonly Migration[]): void {
  refuseNewer(database, file, steps);
  if (!hasRecord(database)) alone(database, () => beginRecord(database, steps));
  const done = stepsDone(database);
  for (const step of steps.filter(({ version }) => !done.has(version)))
    alone(database, () => {
      // Another process may have done it meanwhile.
      if (stepsDone(database).has(step.version)) return;
      database.exec(step.sql);
      record(database, step);
      database.pragma(`user_version = ${Math.max(step.version, schemaVersion(database))}`);
    });
}

function refuseNewer(database: Database, file: string, steps: readonly Migration[]): void {
  const newest = Math.max(0, ...steps.map(({ version }) => version));
  const known = new Set(steps.map(({ version }) => version));
  const found = [
    schemaVersion(database),
    ...(hasRecord(database) ? [...stepsDone(database)].filter((version) => !known.has(version)) : []),
  ];
  const unknown = found.find((version) => version > newest || (version > 0 && !known.has(version)));
  if (unknown === undefined) return;
  throw new AppError(
    'storage-unavailable',
    `${file} has schema version ${unknown}, this program knows up to ${newest}: it was written by a newer release. Run that release, or restore a backup.`,
  );
}

/** Before steps were recorded one by one, a database had all of them up to its version. */
function beginRecord(database: Database, steps: readonly Migration[]): void {
  if (hasRecord(database)) return;
  database.exec(STEPS_DONE);
  const current = schemaVersion(database);
  for (const step of steps) if (step.version <= current) record(database, step);
}

function hasRecord(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_step'").get() !== undefined;
}

function stepsDone(database: Database): ReadonlySet<number> {
  return new Set(database.prepare<[], number>('SELECT version FROM schema_step').pluck().all());
}

function record(database: Database, { version, name }: Migration): void {
  database.prepare('INSERT INTO schema_step (version, name) VALUES (?, ?)').run(version, name);
}

function alone(database: Database, work: () => void): void {
  database.transaction(work).immediate();
}
