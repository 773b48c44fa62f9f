import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { startReaderThread, type ThreadData } from '../../../collector/src/threads/start-reader-thread.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { request } from '../../support/collector/test-agent.ts';

const GATED = new URL('../../support/collector/gated-reader-thread.ts', import.meta.url);

let collector: TestCollector | undefined;
afterEach(() => collector?.close());

async function started(startThread: (data: ThreadData) => Worker): Promise<TestCollector> {
  collector = await startTestCollector('', undefined, { threads: 1, startThread });
  return collector;
}

describe('reports in a thread of their own', () => {
  it('hold up no report of an agent, however long they take, and see what was stored meanwhile', async () => {
    const gate = new SharedArrayBuffer(4);
    const { app, enrolled, bearer } = await started(
      (data) => new Worker(GATED, { workerData: { ...data, gate }, execArgv: [] }),
    );
    const headers = await bearer('viewer');
    let answered = false;
    const long = app.inject({ url: '/v1/reports/consumption', headers }).then((response) => {
      answered = true;
      return response;
    });
    const agent = await enrolled('db01');
    for (let no = 0; no < 20; no++) {
      const { statusCode } = await app.inject(request('/v1/agent/reports', agent.report()));
      expect(statusCode).toBe(202);
    }
    expect(answered).toBe(false);
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    expect((await long).json().completeness).toMatchObject({ hosts: 1 });
  });

  it('are answered 503 with Retry-After when the thread dies, and again by the next one', async () => {
    const threads: Worker[] = [];
    const { app, bearer } = await started((data) => {
      const thread = startReaderThread(data);
      threads.push(thread);
      return thread;
    });
    const headers = await bearer('viewer');
    const ask = () => app.inject({ url: '/v1/reports/consumption', headers });
    expect((await ask()).statusCode).toBe(200);
    const dying = ask();
    await threads[0]?.terminate();
    const failed = await dying;
    expect([failed.statusCode, failed.json().code, failed.headers['retry-after']]).toEqual([
      503,
      'overloaded',
      expect.stringMatching(/^[1-9]\d?$/),
    ]);
    let next = await ask();
    while (next.statusCode === 503) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      next = await ask();
    }
    expect(next.statusCode).toBe(200);
    expect(threads).toHaveLength(2);
  });
});
