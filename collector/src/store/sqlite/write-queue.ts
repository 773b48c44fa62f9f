import { AppError } from '../../errors.ts';
import type { SqliteDatabase } from './open-database.ts';

interface Waiting {
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface WriteQueue {
  /** Runs in the next batch; resolves once the batch is committed, that is, on disk. */
  write<Result>(run: () => Result): Promise<Result>;
  /** Commits what waits and refuses more. */
  close(): void;
}

const MAX_WAITING = 2_000;

interface Attempt {
  /** Whether one of the writes is at work: where it threw, it still is. */
  running: boolean;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Group commit: what arrives while a batch is pending shares one transaction and one fsync. Where a write of a batch fails, the batch is
 * rolled back and run again with each in its own savepoint, so that it takes none of the others with it: a write may run twice, and
 * what it changes outside of the database `onRollback` undoes. Savepoints for every batch would copy each page once for each write.
 */
export function createWriteQueue(
  database: SqliteDatabase,
  options: { maxBatch?: number; onCommit?: () => void; onRollback?: () => void } = {},
): WriteQueue {
  const { maxBatch = 256, onCommit, onRollback } = options;
  const waiting: Waiting[] = [];
  let scheduled = false;
  let closed = false;
  const savepoint = database.transaction((run: () => unknown) => run());
  const together = database.transaction((batch: readonly Waiting[], attempt: Attempt) =>
    batch.map(({ run }): Outcome => {
      attempt.running = true;
      const value = run();
      attempt.running = false;
      return { value };
    }),
  );
  const apart = database.transaction((batch: readonly Waiting[]) =>
    batch.map(({ run }): Outcome => {
      try {
        return { value: savepoint(run) };
      } catch (error) {
        onRollback?.();
        if (!database.inTransaction) throw error;
        return { error };
      }
    }),
  );

  /** What became of each; throws where the batch could not be begun or committed, which no second try would mend. */
  function commit(batch: readonly Waiting[]): Outcome[] {
    const attempt: Attempt = { running: false };
    try {
      return together.immediate(batch, attempt);
    } catch (error) {
      onRollback?.();
      if (!attempt.running || batch.length === 1) throw error;
    }
    return apart.immediate(batch);
  }

  function flush(): void {
    scheduled = false;
    const batch = waiting.splice(0, maxBatch);
    if (batch.length === 0) return;
    try {
      const outcomes = commit(batch);
      onCommit?.();
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined && 'error' in outcome) reject(asStorageError(outcome.error));
        else resolve(outcome?.value);
      });
    } catch (error) {
      onRollback?.();
      for (const { reject } of batch) reject(asStorageError(error));
    }
    if (waiting.length > 0) schedule();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  return {
    write<Result>(run: () => Result): Promise<Result> {
      if (closed)
        return Promise.reject(new AppError('storage-unavailable', 'the collector is shutting down'));
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(
          new AppError('overloaded', 'too many reports wait to be written', { retryAfterSeconds: 5 }),
        );
      }
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ run, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      });
    },
    close() {
      closed = true;
      while (waiting.length > 0) flush();
    },
  };
}

function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('SQLITE_'))
    return error;
  if (String(error.code).startsWith('SQLITE_CONSTRAINT')) return error;
  return new AppError('storage-unavailable', `the report could not be stored: ${error.message}`, {
    cause: error,
    retryAfterSeconds: 30,
  });
}
