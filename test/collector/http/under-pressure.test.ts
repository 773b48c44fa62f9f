import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { buildApp } from '../../../collector/src/http/app.ts';
import { startTestCollector } from '../../support/collector/running-collector.ts';
import { request } from '../../support/collector/test-agent.ts';

/** Holds the event loop, without using the processor. */
function hold(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

it('a loop that turns slower than once a second refuses with Retry-After, lives all the same, and recovers', async () => {
  const collector = await startTestCollector();
  const agent = await collector.enrolled();
  const message = agent.report();
  const app = await buildApp({
    services: collector.collector.services,
    version: 'test',
    logger: false,
    tls: null,
    loopSampleMs: 500,
  });
  for (let turn = 0; turn < 3; turn++) {
    hold(1_500);
    await setImmediate();
  }
  const refused = await app.inject(request('/v1/agent/reports', message));
  expect([refused.statusCode, refused.json().code]).toEqual([503, 'overloaded']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(10);
  expect((await app.inject('/health/ready')).statusCode).toBe(503);
  expect((await app.inject('/health/live')).statusCode).toBe(200);

  let taken = refused;
  for (let attempt = 0; attempt < 100 && taken.statusCode === 503; attempt++) {
    await setTimeout(200);
    taken = await app.inject(request('/v1/agent/reports', message));
  }
  expect([taken.statusCode, taken.json().duplicate]).toEqual([202, false]);
  await app.close();
  await collector.close();
});
