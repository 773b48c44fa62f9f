import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createReaderPool, type ReaderPool } from '../../../collector/src/threads/reader-pool.ts';

/** Real threads with a reader of few words. */
const ECHO = `
  const { parentPort, threadId } = require('node:worker_threads');
  parentPort.on('message', ({ kind, id, name, args }) => {
    if (kind === 'close') return parentPort.close();
    if (name === 'die') process.exit(3);
    if (name === 'never') return;
    if (name === 'stuck') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (name === 'refuse')
      return parentPort.postMessage({ kind: 'fault', id, fault: { code: 'not-found', message: 'no such host', errors: [] } });
    parentPort.postMessage({ kind: 'answer', id, value: { threadId, args } });
  });
  parentPort.postMessage({ kind: 'ready' });
`;

let pool: ReaderPool | undefined;
const lost: string[] = [];
afterEach(async () => {
  lost.length = 0;
  await pool?.close();
});

function open(options: { threads?: number; maxWaiting?: number; deadlineMs?: number; code?: string } = {}) {
  const { code = ECHO, ...rest } = options;
  let started = 0;
  pool = createReaderPool({
    start: () => {
      started += 1;
      return new Worker(code, { eval: true });
    },
    threads: 1,
    onLost: ({ message }) => lost.push(message),
    ...rest,
  });
  return { pool, started: () => started };
}

/** Asks until a thread answers. */
async function eventually(ask: ReaderPool): Promise<{ threadId: number }> {
  for (;;) {
    try {
      return (await ask.call('group', 'echo', [])) as { threadId: number };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe('a pool of reader threads', () => {
  it('answers from another thread, and hands on what the reader throws', async () => {
    const opened = open();
    expect(await opened.pool.call('group', 'echo', [1, { two: null }])).toEqual({
      threadId: expect.any(Number),
      args: [1, { two: null }],
    });
    await expect(opened.pool.call('group', 'refuse', [])).rejects.toMatchObject({
      name: 'AppError',
      code: 'not-found',
      message: 'no such host',
    });
  });

  it('fails what a dead thread had not answered, clearly, and starts another', async () => {
    const opened = open();
    const before = await eventually(opened.pool);
    const pending = opened.pool.call('group', 'never', []);
    const deadly = opened.pool.call('group', 'die', []);
    for (const call of [pending, deadly])
      await expect(call).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
    expect((await eventually(opened.pool)).threadId).not.toBe(before.threadId);
    expect(lost).toEqual(['a reader thread ended with 3']);
  });

  it('tries a thread that fails at its start again and again, ever more seldom, and refuses meanwhile', async () => {
    const opened = open({ code: 'throw new Error("no database")' });
    await expect(opened.pool.call('group', 'echo', [])).rejects.toMatchObject({ code: 'overloaded' });
    await expect(opened.pool.call('group', 'echo', [])).rejects.toThrow('is being started again');
    while (lost.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lost.every((reason) => reason === 'no database')).toBe(true);
    expect(opened.started()).toBeLessThan(20);
  });

  it('refuses more than it is told to let wait', async () => {
    const opened = open({ maxWaiting: 2 });
    const waiting = [opened.pool.call('group', 'never', []), opened.pool.call('group', 'never', [])];
    await expect(opened.pool.call('group', 'echo', [])).rejects.toThrow('too many reports wait');
    const ended = Promise.allSettled(waiting);
    await opened.pool.close();
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(opened.pool.call('group', 'echo', [])).rejects.toThrow('shutting down');
    expect(lost).toEqual([]);
  });

  it('gives up a call at its deadline, and a thread that is silent for as long', async () => {
    const opened = open({ deadlineMs: 3_000 });
    await eventually(opened.pool);
    await expect(opened.pool.call('group', 'stuck', [])).rejects.toThrow('takes too long');
    await eventually(opened.pool);
    expect(lost).toEqual(['a reader thread was silent for 3000 ms']);
  });

  it('closes a thread that computes on by force', { timeout: 20_000 }, async () => {
    const opened = open();
    await eventually(opened.pool);
    const stuck = expect(opened.pool.call('group', 'stuck', [])).rejects.toMatchObject({
      code: 'overloaded',
    });
    await opened.pool.close();
    await stuck;
  });

  it('spreads calls over its threads', async () => {
    const opened = open({ threads: 2 });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => opened.pool.call('group', 'echo', []) as Promise<{ threadId: number }>),
    );
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(2);
  });
});
