import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { agentUnderTest } from '../../support/agent/agent-program.ts';
import { type AnsweringServer, answeringServer, joinToken } from '../../support/agent/answering-server.ts';
import { smallHost } from '../../support/agent/small-host.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const HOUR = 3_600_000;

async function enrolled(server: AnsweringServer, urls = [server.url], env: Record<string, string> = {}) {
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root, env });
  expect(await agent('enroll', joinToken(urls))).toMatchObject({ code: 0, err: '' });
  return { agent, host };
}

function expectChain(server: AnsweringServer, first = 1) {
  let previous: string | null = null;
  for (const [index, { document, bytes }] of server.received.entries()) {
    expect(document).toMatchObject({ sequence: first + index, previousDigest: previous });
    previous = sha256(bytes);
  }
}

it('sends a report, then only notices that nothing changed, then what changed, in one chain', async () => {
  const server = await answeringServer();
  const { agent, host } = await enrolled(server);
  for (const mark of ['db01', 'db01', 'db02']) {
    host.change(mark);
    agent.clock.now += HOUR;
    expect(await agent('run')).toEqual({ code: 0, out: 'delivered 1, waiting 0\n', err: '' });
  }
  expect(server.received.map(({ path }) => path)).toEqual([
    '/v1/agent/reports',
    '/v1/agent/unchanged',
    '/v1/agent/reports',
  ]);
  expectChain(server);
  expect((await agent('status')).code).toBe(0);
});

it('keeps a day of reports while the collector is down, and delivers all of them in order', async () => {
  const server = await answeringServer();
  const port = Number(new URL(server.url).port);
  const { agent, host } = await enrolled(server);
  await server.close();
  for (let hour = 0; hour < 24; hour += 1) {
    host.change(`db${hour}`);
    agent.clock.now += HOUR;
    const run = await agent('run', '--no-deliver');
    expect(run.code).toBe(0);
  }
  const down = await agent('status');
  expect(down.out).toContain('24 waiting');

  const back = await answeringServer(port);
  // Same address, and it knows the key again only after enrolment: enrolling twice is harmless.
  expect((await agent('enroll', joinToken([back.url]))).out).toContain('already enrolled');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 25, waiting 0\n' });
  expectChain(back);
  const times = back.received.map(({ document }) => String(document.observedAt));
  expect(times).toEqual(times.toSorted());
  expect(back.received.map(({ path }) => path).filter((path) => path.endsWith('unchanged'))).toHaveLength(1);
}, 60_000);

it('says why where no collector can be had, and keeps the report', async () => {
  const server = await answeringServer();
  const { agent } = await enrolled(server, [server.url], { CORELEDGER_AGENT_TIMEOUT_SECONDS: '1' });
  server.answer = () => ({ status: 503, body: 'busy', headers: { 'retry-after': '3600' } });
  const run = await agent('run');
  expect(run.code).toBe(1);
  expect(run.err).toContain('503');
  expect(server.received).toHaveLength(1);

  // Told to come back in an hour, it does not ask before; a clock set back does not silence it for longer.
  agent.clock.now += 1_800_000;
  expect((await agent('run')).err).toContain('asked to wait until 2026-03-01T01:00:00.000Z');
  expect(server.received).toHaveLength(1);
  agent.clock.now -= 20 * HOUR;
  server.answer = () => ({ status: 202 });
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 3, waiting 0\n' });
});

it('sends the very same bytes again when an answer was lost', async () => {
  const server = await answeringServer();
  const { agent } = await enrolled(server);
  let lost = 0;
  server.answer = () => (lost++ === 0 ? 'hang-up' : { status: 202, body: { duplicate: true } });
  expect(await agent('run')).toMatchObject({ code: 0 });
  const [first, second] = server.received;
  expect(second).toEqual(first);
});

it('goes to the next collector where one cannot be had', async () => {
  const server = await answeringServer();
  const dead = await answeringServer();
  await dead.close();
  const { agent } = await enrolled(server, [dead.url, server.url]);
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
  expect((await agent('status')).out).toContain(`to ${server.url}`);
});

it('puts the whole report in the place of a notice the collector cannot place', async () => {
  const server = await answeringServer();
  const { agent } = await enrolled(server);
  await agent('run');
  server.answer = ({ path }) =>
    path.endsWith('unchanged') ? { status: 409, body: { code: 'content-unknown' } } : { status: 202 };
  agent.clock.now += HOUR;
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
  const [first, , report] = server.received;
  expect(report?.document.sections).toEqual(first?.document.sections);
  expect(report?.document.observedAt).toBe('2026-03-01T01:00:00.000Z');
  expectChain(server);
});

it('sets a refused report aside, says so, and goes on', async () => {
  const server = await answeringServer();
  const { agent, host } = await enrolled(server);
  server.answer = () => ({ status: 422, body: { code: 'invalid-report', detail: 'cpu is odd' } });
  const run = await agent('run');
  expect(run).toMatchObject({ code: 1, out: 'delivered 0, waiting 0\n' });
  expect(run.err).toContain('refused a report for good: invalid-report: cpu is odd');
  expect((await agent('status')).out).toContain('invalid-report: cpu is odd');
  server.answer = () => ({ status: 202 });
  host.change('db02');
  expect((await agent('run')).code).toBe(0);
});

it('keeps everything when the collector does not know the key', async () => {
  const server = await answeringServer();
  const { agent } = await enrolled(server);
  server.answer = () => ({ status: 401, body: { code: 'unauthenticated', detail: 'enrol again' } });
  const run = await agent('run');
  expect(run).toMatchObject({ code: 1, out: 'delivered 0, waiting 1\n' });
  expect(run.err).toContain('enrol again');
});

it('moves beyond a chain that went on without it, as after a restored snapshot', async () => {
  const server = await answeringServer();
  const { agent, host } = await enrolled(server);
  await agent('run');
  server.answer = ({ document }) =>
    document.sequence <= 41
      ? { status: 409, body: { code: 'replayed' }, headers: { 'coreledger-sequence': '41' } }
      : { status: 202 };
  host.change('db02');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
  host.change('db03');
  await agent('run');
  expect(server.received.map(({ document }) => document.sequence)).toEqual([1, 2, 42, 43]);

  // A collector that does not say how far the chain went is answered from the clock, once.
  server.answer = () => ({ status: 409, body: { code: 'replayed' } });
  host.change('db04');
  expect((await agent('run')).err).toContain('refused a report for good: replayed');
  expect(server.received.at(-1)?.document.sequence).toBe(Math.floor(agent.clock.now / 1000));
});

it('signs what waits anew when the key is replaced', async () => {
  const server = await answeringServer();
  const { agent, host } = await enrolled(server);
  await agent('run');
  host.change('db02');
  await agent('run', '--no-deliver');
  const rotated = await agent('rotate-key');
  expect(rotated).toMatchObject({ code: 0, err: '' });
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 2, waiting 0\n' });
  expectChain(server);
});

it('leaves at once when told to stop, with everything kept', async () => {
  const stop = new AbortController();
  const server = await answeringServer();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root, stop: stop.signal });
  await agent('enroll', server.token);
  server.answer = () => {
    stop.abort();
    return { status: 503, headers: { 'retry-after': '50' } };
  };
  expect(await agent('run')).toMatchObject({ code: 1, out: 'delivered 0, waiting 1\n' });
});
