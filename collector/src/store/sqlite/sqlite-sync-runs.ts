import type { AwsStore, SourceScope, SyncRun } from '../../ports/aws-store.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface RunRow {
  readonly run_no: number;
  readonly run_id: string;
  readonly actor: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly report: string | null;
}
interface ScopeRow {
  readonly source: string;
  readonly region: string;
  readonly account: string;
  readonly last_attempt_at: number;
  readonly failing_since: number | null;
  readonly error: string | null;
}

type SyncRuns = Pick<AwsStore, 'rememberScope' | 'scopes' | 'startRun' | 'finishRun' | 'runs'>;

export function sqliteSyncRuns(database: SqliteDatabase, queue: WriteQueue): SyncRuns {
  const remember = database.prepare(
    `INSERT INTO aws_source_scope (source, region, account, last_attempt_at, error, failing_since) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET account = iif(excluded.account = '', account, excluded.account),
       last_attempt_at = excluded.last_attempt_at, error = excluded.error,
       failing_since = iif(excluded.error IS NULL, NULL, coalesce(failing_since, excluded.failing_since))`,
  );
  const scopes = database.prepare<[], ScopeRow>('SELECT * FROM aws_source_scope ORDER BY source, region');
  const start = database.prepare('INSERT INTO aws_sync_run (run_id, actor, started_at) VALUES (?, ?, ?)');
  const finish = database.prepare('UPDATE aws_sync_run SET finished_at = ?, report = ? WHERE run_id = ?');
  const page = database.prepare<[number, number], RunRow>(
    'SELECT * FROM aws_sync_run WHERE run_no < ? ORDER BY run_no DESC LIMIT ?',
  );
  return {
    rememberScope: ({ source, region, account, lastAttemptAt, error }) =>
      queue.write(() => {
        const failingSince = error === null ? null : lastAttemptAt;
        remember.run(source, region, account, lastAttemptAt, error, failingSince);
      }),
    scopes: async () =>
      scopes.all().map(
        ({ last_attempt_at, failing_since, ...row }): SourceScope => ({
          ...row,
          lastAttemptAt: last_attempt_at,
          failingSince: failing_since,
        }),
      ),
    startRun: ({ runId, actor, startedAt }) =>
      queue.write(() => {
        start.run(runId, actor, startedAt);
      }),
    finishRun: (runId, finishedAt, report) =>
      queue.write(() => {
        finish.run(finishedAt, report, runId);
      }),
    async runs({ limit, after }) {
      const rows = page.all(after === undefined ? Number.MAX_SAFE_INTEGER : Number(after), limit + 1);
      const shown = rows.slice(0, limit);
      return {
        items: shown.map(
          (row): SyncRun => ({
            runId: row.run_id,
            actor: row.actor,
            startedAt: row.started_at,
            finishedAt: row.finished_at,
            report: row.report,
          }),
        ),
        next: rows.length > limit ? String(shown.at(-1)?.run_no) : null,
      };
    },
  };
}
