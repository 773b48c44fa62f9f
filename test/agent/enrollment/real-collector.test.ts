import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { joinToken } from '../../support/agent/answering-server.ts';
import { connectProxy } from '../../support/agent/connect-proxy.ts';
import { smallHost } from '../../support/agent/small-host.ts';
import { tlsCollector } from '../../support/agent/tls-collector.ts';

const EVERYTHING = { limit: 10, after: undefined, status: undefined };

it('enrols, reports, announces, and reports a change to the real collector over its own TLS', async () => {
  const collector = await tlsCollector();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  agent.clock.now = Date.now();
  const token = await collector.joinToken();
  expect(await agent('enroll', token)).toMatchObject({ code: 0, err: '' });
  expect((await agent('enroll', token)).out).toContain('already enrolled');
  for (const mark of ['db01', 'db01', 'db02', 'db02']) {
    host.change(mark);
    agent.clock.now += 1_000;
    expect(await agent('run')).toEqual({ code: 0, out: 'delivered 1, waiting 0\n', err: '' });
  }
  const { items } = await collector.collector.services.agents.list(EVERYTHING);
  expect(items).toMatchObject([{ hostName: 'db02', lastSequence: 4 }]);
  expect(statSync(join(agent.state, 'key.pem')).mode & 0o777).toBe(0o600);
  expect(statSync(agent.state).mode & 0o777).toBe(0o700);
});

it('begins anew where its database was damaged, and the collector goes on with the host', async () => {
  const collector = await tlsCollector();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', await collector.joinToken());
  await agent('run');
  host.change('db02');
  await agent('run');
  writeFileSync(
    join(agent.state, 'state.db'),
    'not a database at all, but long enough to be looked at'.repeat(50),
  );
  host.change('db03');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n', err: '' });
  expect((await agent('status')).out).toContain('state-damaged');
});

it('refuses a collector whose authority is not the pinned one, before anything is sent', async () => {
  const collector = await tlsCollector();
  const other = await tlsCollector();
  const agent = agentUnderTest({ root: smallHost().root });
  const { ca } = JSON.parse(Buffer.from((await other.joinToken()).slice(5), 'base64url').toString());
  const enrolled = await agent('enroll', joinToken([collector.url], ca));
  expect(enrolled.code).toBe(1);
  expect(enrolled.err).toContain('no certificate authority with the pinned key');
  expect((await collector.collector.services.agents.list(EVERYTHING)).items).toEqual([]);
});

it('keeps its reports from a server under another authority at the same address', async () => {
  const collector = await tlsCollector();
  const agent = agentUnderTest({ root: smallHost().root });
  await agent('enroll', await collector.joinToken());
  await collector.close();
  const impostor = await tlsCollector(temporaryFolder('impostor'), collector.port);
  const run = await agent('run');
  expect(run).toMatchObject({ code: 1, out: 'delivered 0, waiting 1\n' });
  expect(run.err).toContain('does not lead to the pinned authority');
  expect((await impostor.collector.services.agents.list(EVERYTHING)).items).toEqual([]);
});

it('refuses a certificate of the right authority for another name', async () => {
  const collector = await tlsCollector();
  const proxy = await connectProxy();
  const agent = agentUnderTest({ root: smallHost().root, env: { HTTPS_PROXY: proxy.url } });
  const { ca } = JSON.parse(Buffer.from((await collector.joinToken()).slice(5), 'base64url').toString());
  const enrolled = await agent('enroll', joinToken([`https://elsewhere.example:${collector.port}`], ca));
  expect(enrolled.code).toBe(1);
  expect(enrolled.err).toContain('is for another name');
});

it('goes through the proxy of the environment, and around it where NO_PROXY says so', async () => {
  const collector = await tlsCollector();
  const proxy = await connectProxy();
  const authority = `127.0.0.1:${collector.port}`;
  const agent = agentUnderTest({ root: smallHost().root, env: { HTTPS_PROXY: proxy.url } });
  expect(await agent('enroll', await collector.joinToken())).toMatchObject({ code: 0, err: '' });
  expect(await agent('run')).toMatchObject({ code: 0, err: '' });
  expect(new Set(proxy.asked)).toEqual(new Set([authority]));

  const before = proxy.asked.length;
  const env = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
  const around = agentUnderTest({ root: smallHost().root, env });
  expect(await around('enroll', await collector.joinToken())).toMatchObject({ code: 0, err: '' });
  expect(proxy.asked).toHaveLength(before);
});

it('delivers what waited when the same collector comes back', async () => {
  const folder = temporaryFolder('collector');
  const collector = await tlsCollector(folder);
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', await collector.joinToken());
  await collector.close();
  for (const mark of ['a', 'b', 'b', 'c']) {
    host.change(mark);
    agent.clock.now += 3_600_000;
    await agent('run', '--no-deliver');
  }
  const back = await tlsCollector(folder, collector.port);
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 5, waiting 0\n' });
  expect((await back.collector.services.agents.list(EVERYTHING)).items).toMatchObject([{ lastSequence: 5 }]);
});

it('goes on in the same chain under a new key, and the old key is worth nothing then', async () => {
  const collector = await tlsCollector();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', await collector.joinToken());
  await agent('run');
  host.change('db02');
  await agent('run', '--no-deliver');
  const old = readFileSync(join(agent.state, 'key.pem'));
  expect(await agent('rotate-key')).toMatchObject({ code: 0, err: '' });
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 2, waiting 0\n', err: '' });
  const { items } = await collector.collector.services.agents.list(EVERYTHING);
  expect(items).toMatchObject([{ lastSequence: 3 }]);

  // The answer to a rotation was lost: the old key is still there, and so is the new one, which the collector has.
  const next = readFileSync(join(agent.state, 'key.pem'));
  writeFileSync(join(agent.state, 'key.next.pem'), next);
  writeFileSync(join(agent.state, 'key.pem'), old);
  expect((await agent('run')).err).toContain('401 unauthenticated');
  expect(await agent('rotate-key')).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(join(agent.state, 'key.pem'))).toEqual(next);
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 2, waiting 0\n' });
});

it('moves beyond what the collector has seen when the machine was put back to a snapshot', async () => {
  const collector = await tlsCollector();
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  await agent('enroll', await collector.joinToken());
  await agent('run');
  const snapshot = readFileSync(join(agent.state, 'state.db'));
  for (const mark of ['db02', 'db03']) {
    host.change(mark);
    await agent('run');
  }
  writeFileSync(join(agent.state, 'state.db'), snapshot);
  host.change('db04');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
  const { items } = await collector.collector.services.agents.list(EVERYTHING);
  expect(items).toMatchObject([{ hostName: 'db04', lastSequence: 4 }]);
});
