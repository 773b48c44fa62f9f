import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeRunLock } from '../../../agent/src/state/run-lock.ts';
import { agentUnderTest } from '../../support/agent/agent-program.ts';
import { answeringServer } from '../../support/agent/answering-server.ts';
import { ended, spawnAgent } from '../../support/agent/run-agent.ts';
import { smallHost } from '../../support/agent/small-host.ts';

it('loses nothing the collector took and repeats nothing under another number, killed at any moment', async () => {
  const server = await answeringServer();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', server.token);
  const args = ['run', '--state', agent.state, '--root', host.root];

  // Moments over the whole life of a run, learnt from one that is left to end.
  const begun = performance.now();
  expect(await ended(spawnAgent(args))).toMatchObject({ code: 0 });
  const life = performance.now() - begun;
  for (let round = 0; round < 14; round += 1) {
    host.change(`db${round}`);
    const child = spawnAgent(args);
    const timer = setTimeout(() => child.kill('SIGKILL'), life * (0.3 + (0.7 * round) / 13));
    await ended(child);
    clearTimeout(timer);
  }
  // And in the very moment the collector has the message and the agent does not know.
  for (let round = 0; round < 3; round += 1) {
    host.change(`hang${round}`);
    const child = spawnAgent(args);
    server.answer = () => {
      child.kill('SIGKILL');
      return 'hang-up';
    };
    expect(await ended(child)).toMatchObject({ signal: 'SIGKILL' });
  }
  server.answer = () => ({ status: 202 });
  host.change('last');
  agent.clock.now = Date.now();
  expect(await agent('run')).toMatchObject({ code: 0, err: '' });

  const bySequence = new Map(server.received.map(({ document, bytes }) => [document.sequence, bytes]));
  expect([...bySequence.keys()]).toEqual([...bySequence.keys()].map((_, index) => index + 1));
  // A number that came twice came with the same bytes, and none came after a higher one.
  for (const { document, bytes } of server.received) expect(bySequence.get(document.sequence)).toBe(bytes);
  const sequences = server.received.map(({ document }) => document.sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(JSON.stringify(server.received.at(-1)?.document)).toContain('last');
  expect((await agent('status')).out).toContain('empty');
}, 120_000);

it('excludes a second run, and leaves no lock behind when it is killed', async () => {
  const server = await answeringServer();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', server.token);

  let second: Promise<unknown> | undefined;
  const first = spawnAgent(['run', '--state', agent.state, '--root', host.root]);
  server.answer = () => {
    // The first run holds the lock and waits for this answer, which never comes.
    second ??= agent('run').then((run) => {
      first.kill('SIGKILL');
      return run;
    });
    return { status: 503, headers: { 'retry-after': '30' } };
  };
  await ended(first);
  expect(await second).toMatchObject({ code: 1, out: '' });
  expect(JSON.stringify(await second)).toContain('another run is under way');

  server.answer = () => ({ status: 202 });
  agent.clock.now = Date.now() + 60_000;
  expect(await agent('run')).toMatchObject({ code: 0 });
}, 60_000);

it('is a lock of the folder, free again once released, which needs no room on a full disk', async () => {
  const agent = agentUnderTest({ root: smallHost().root });
  const lock = takeRunLock(agent.state);
  const left = readdirSync(agent.state).map((name) => [name, statSync(join(agent.state, name)).size]);
  expect(left).toEqual([['run.lock', 0]]);
  expect(takeRunLock(agent.state)).toBeNull();
  expect((await agent('unenroll')).err).toContain('a run is under way');
  lock?.release();
  expect((await agent('unenroll')).out).toContain('was not enrolled');
});

it('ends cleanly on SIGTERM while it waits, with the report kept', async () => {
  const server = await answeringServer();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', server.token);
  const child = spawnAgent(['run', '--state', agent.state, '--root', host.root]);
  server.answer = () => {
    setTimeout(() => child.kill('SIGTERM'), 50);
    return { status: 503, headers: { 'retry-after': '50' } };
  };
  const { code, signal, out } = await ended(child);
  expect({ code, signal, out }).toEqual({ code: 1, signal: null, out: 'delivered 0, waiting 1\n' });
});
