import type { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { type FromThread, fromPlainFault, type ToThread } from './messages.ts';

export interface ReaderPool {
  /** Resolves with what the reader gives. Throws what it throws; AppError `overloaded` where no thread can answer in time. */
  call(group: string, name: string, args: readonly unknown[]): Promise<unknown>;
  /** Lets the threads end; what they have not answered fails. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Starts one thread; called again in the place of one that ended. */
  readonly start: () => Worker;
  readonly threads: number;
  /** Unanswered calls of one thread; more are refused. */
  readonly maxWaiting?: number;
  /** How long a call may take. A thread that has said nothing for as long is replaced. */
  readonly deadlineMs?: number;
  /** Told of each thread that ended by itself, and why. */
  readonly onLost: (reason: Error) => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  heardAt: number;
  reason: Error | undefined;
}

const FIRST_RESTART_MS = 100;
const LAST_RESTART_MS = 30_000;
const CLOSE_MS = 5_000;

/**
 * Threads that answer calls. Each keeps its model of the fleet warm, so that a thread lives as long as the collector; calls go to
 * the one with the fewest unanswered. One that fails takes its unanswered calls with it and is started again.
 */
export function createReaderPool({
  start,
  threads,
  maxWaiting = 64,
  deadlineMs = 120_000,
  onLost,
}: PoolOptions): ReaderPool {
  const alive = new Set<Thread>();
  let [nextId, failures, closed] = [0, 0, false];

  function launch(): void {
    const thread: Thread = {
      worker: start(),
      waiting: new Map(),
      heardAt: performance.now(),
      reason: undefined,
    };
    alive.add(thread);
    thread.worker.on('message', (message: FromThread) => hear(thread, message));
    thread.worker.on('error', (error: Error) => {
      thread.reason = error;
    });
    thread.worker.on('exit', (code) => lose(thread, code));
  }

  function hear(thread: Thread, message: FromThread): void {
    thread.heardAt = performance.now();
    failures = 0;
    if (message.kind === 'ready') return;
    const waiting = settle(thread, message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(fromPlainFault(message.fault));
  }

  function settle(thread: Thread, id: number): Waiting | undefined {
    const waiting = thread.waiting.get(id);
    clearTimeout(waiting?.timer);
    thread.waiting.delete(id);
    return waiting;
  }

  function lose(thread: Thread, code: number): void {
    alive.delete(thread);
    for (const id of [...thread.waiting.keys()])
      settle(thread, id)?.reject(
        unanswered('the thread that computes reports failed; it is being started again'),
      );
    if (closed) return;
    onLost(thread.reason ?? new Error(`a reader thread ended with ${code}`));
    const wait = Math.min(FIRST_RESTART_MS * 2 ** failures, LAST_RESTART_MS);
    failures += 1;
    setTimeout(() => {
      if (!closed) launch();
    }, wait).unref();
  }

  function expire(thread: Thread, id: number): void {
    settle(thread, id)?.reject(
      unanswered(`no answer within ${Math.round(deadlineMs / 1000)} seconds: the report takes too long`),
    );
    if (performance.now() - thread.heardAt < deadlineMs) return;
    thread.reason = new Error(`a reader thread was silent for ${deadlineMs} ms`);
    void thread.worker.terminate();
  }

  for (let no = 0; no < threads; no++) launch();

  return {
    call(group, name, args) {
      if (closed) return Promise.reject(unanswered('the collector is shutting down'));
      const thread = [...alive].toSorted((a, b) => a.waiting.size - b.waiting.size)[0];
      if (thread === undefined)
        return Promise.reject(unanswered('the thread that computes reports is being started again'));
      if (thread.waiting.size >= maxWaiting)
        return Promise.reject(unanswered('too many reports wait to be computed'));
      return new Promise((resolve, reject) => {
        const id = nextId++;
        if (thread.waiting.size === 0) thread.heardAt = performance.now();
        const timer = setTimeout(() => expire(thread, id), deadlineMs);
        thread.waiting.set(id, { resolve, reject, timer });
        thread.worker.postMessage({ kind: 'call', id, group, name, args } satisfies ToThread);
      });
    },
    async close() {
      closed = true;
      await Promise.all([...alive].map(end));
    },
  };
}

function unanswered(detail: string): AppError {
  return new AppError('overloaded', detail, { retryAfterSeconds: 5 });
}

/** In peace where it can, by force where it computes on. */
async function end({ worker }: Thread): Promise<void> {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage({ kind: 'close' } satisfies ToThread);
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
  await ended;
  clearTimeout(timer);
}
