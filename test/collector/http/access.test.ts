import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeCollector } from '../../../collector/src/composition.ts';
import { parseConfig } from '../../../collector/src/config.ts';
import { buildApp } from '../../../collector/src/http/app.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, request, testAgent } from '../../support/collector/test-agent.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

/** What anybody may send; agents prove who they are by signatures and join tokens. */
const OPEN = [
  'GET /health/live',
  'GET /health/ready',
  'POST /v1/agents',
  'POST /v1/agent/reports',
  'POST /v1/agent/unchanged',
  'POST /v1/agent/key',
];
/** Changes nothing. */
const ASKING = ['POST /v1/checks'];

async function operations(): Promise<string[]> {
  const { paths } = (await collector.app.inject('/openapi.json')).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, 'x')}`),
  );
}

function call(operation: string, headers: Record<string, string> = {}) {
  const [method, url] = operation.split(' ') as [InjectOptions['method'], string];
  const withBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  return collector.app.inject({ method, url, headers, ...(withBody && { payload: {} }) } as InjectOptions);
}

describe('routes', () => {
  it('answer nobody who does not say who he is, before they look at anything else', async () => {
    const all = await operations();
    expect(all.length).toBeGreaterThan(40);
    const closed = all.filter((operation) => !OPEN.includes(operation));
    for (const operation of closed) {
      const response = await call(operation);
      expect([operation, response.statusCode, response.json().code]).toEqual([
        operation,
        401,
        'unauthenticated',
      ]);
    }
    // A body that is far too large is not even read.
    const huge = await collector.app.inject({
      method: 'POST',
      url: '/v1/imports/placements',
      headers: { 'content-type': 'text/csv' },
      payload: 'x'.repeat(33 * 1024 * 1024),
    });
    expect(huge.statusCode).toBe(401);
  });

  it('let no viewer change anything', async () => {
    const viewer = await collector.bearer('viewer');
    const changing = (await operations()).filter(
      (operation) => !operation.startsWith('GET ') && ![...OPEN, ...ASKING].includes(operation),
    );
    expect(changing.length).toBeGreaterThan(15);
    for (const operation of changing) {
      const response = await call(operation, viewer);
      expect([operation, response.statusCode, response.json().code]).toEqual([operation, 403, 'forbidden']);
    }
  });

  it('let operators manage no keys, and administrators everything', async () => {
    const [operator, admin] = [await collector.bearer('operator'), await collector.bearer('admin')];
    expect((await call('GET /v1/keys', operator)).statusCode).toBe(403);
    expect((await call('GET /v1/audit', operator)).statusCode).toBe(200);
    expect((await call('GET /v1/keys', admin)).statusCode).toBe(200);
  });
});

describe('API keys', () => {
  it('end by their expiry and by revocation, are never shown, and every step is on record', async () => {
    const { apiKeys, audit } = collector.collector.services;
    const brief = await apiKeys.create({ name: 'brief', role: 'viewer', validMs: 1, actor: 'test' });
    const lasting = await apiKeys.create({ name: 'lasting', role: 'viewer', validMs: null, actor: 'test' });
    const as = (key: string) => ({ authorization: `Bearer ${key}` });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await call('GET /v1/hosts', as(brief.key))).statusCode).toBe(401);
    expect((await call('GET /v1/hosts', as(lasting.key))).statusCode).toBe(200);
    const admin = await collector.bearer('admin');
    const { items } = (await call('GET /v1/keys', admin)).json();
    const shown = items.find(({ keyId }: { keyId: string }) => keyId === lasting.keyId);
    expect(shown).toMatchObject({ name: 'lasting', lastUsedAt: expect.stringMatching(/^\d{4}-/) });
    expect(JSON.stringify(items)).not.toContain(lasting.key.split('.')[2]);
    expect((await call(`DELETE /v1/keys/${lasting.keyId}`, admin)).statusCode).toBeLessThan(300);
    expect((await call('GET /v1/hosts', as(lasting.key))).statusCode).toBe(401);
    const { items: entries } = await audit.list({ limit: 100, subject: `key:${lasting.keyId}` });
    expect(entries.map(({ action }) => action)).toEqual(['key.revoke', 'key.create']);
  });
});

describe('join tokens', () => {
  const enrol = async (
    change: Partial<Parameters<TestCollector['collector']['services']['tokens']['create']>[0]>,
    { hostName = 'db01', address = '10.1.2.3' } = {},
  ) => {
    const { tokens } = collector.collector.services;
    const rules = {
      maxUses: 1,
      validMs: 60_000,
      description: null,
      hostPattern: null,
      cidrs: [],
      actor: 'test',
    };
    const { token, tokenId } = await tokens.create({ ...rules, ...change });
    const { secret } = JSON.parse(Buffer.from(token.slice(5), 'base64url').toString());
    return {
      tokenId,
      async use(agent = testAgent()) {
        const body = agent.sign({
          publicKey: agent.publicKey,
          identity: identity({ hostName }),
          agentVersion: '1',
        });
        const sent = request('/v1/agents', body, { authorization: `Bearer ${secret}` });
        const response = await collector.app.inject({ ...sent, remoteAddress: address });
        return `${response.statusCode} ${response.json().detail ?? ''}`.trim();
      },
    };
  };

  it('admit as many hosts as they say', async () => {
    const token = await enrol({ maxUses: 2 });
    expect([await token.use(), await token.use(), await token.use()]).toEqual([
      '201',
      '201',
      '403 the join token has no use left: create one with `coreledger token create`',
    ]);
  });

  it('admit no two hosts at once by their last use', async () => {
    const token = await enrol({ maxUses: 1 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => token.use()));
    expect(answers.filter((answer) => answer === '201')).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith('403 the join token has no use left'))).toHaveLength(
      5,
    );
  });

  it('take one key that is sent several times at once as one host', async () => {
    const token = await enrol({ maxUses: 3 });
    const agent = testAgent();
    const answers = await Promise.all(Array.from({ length: 6 }, () => token.use(agent)));
    expect(answers.toSorted()).toEqual(['200', '200', '200', '200', '200', '201']);
    expect([await token.use(), await token.use()]).toEqual(['201', '201']);
  });

  it('admit nobody once they expired or were revoked', async () => {
    const brief = await enrol({ validMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await brief.use()).toBe('403 the join token has expired');
    const revoked = await enrol({});
    await collector.collector.services.tokens.revoke(revoked.tokenId, 'test');
    expect(await revoked.use()).toBe('403 the join token was revoked');
  });

  it.each([
    ['db*', 'db07', '201'],
    ['db*', 'DB07', '201'],
    ['db*', 'db07.example.org', '403 the join token admits hosts named db*, not db07.example.org'],
    ['db*', 'web01', '403 the join token admits hosts named db*, not web01'],
    ['db.1', 'dbx1', '403 the join token admits hosts named db.1, not dbx1'],
    ['*.example.org', 'a.example.org', '201'],
  ])('of hosts named %s admit %s: %s', async (hostPattern, hostName, answer) => {
    expect(await (await enrol({ hostPattern }, { hostName })).use()).toBe(answer);
  });

  it.each([
    ['10.0.0.0/8', '10.255.0.1', '201'],
    ['10.0.0.0/8', '11.0.0.1', '403 the join token does not admit the address 11.0.0.1'],
    ['2001:db8::/32', '2001:db8:1::7', '201'],
    ['2001:db8::/32', '2001:db9::7', '403 the join token does not admit the address 2001:db9::7'],
    ['10.0.0.0/8', '::ffff:10.0.0.9', '201'],
  ])('from %s admit %s: %s', async (cidr, address, answer) => {
    expect(await (await enrol({ cidrs: [cidr] }, { address })).use()).toBe(answer);
  });
});

it('a report that was received is a duplicate or a replay after a restart as well', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-restart-'));
  const first = await startTestCollector('', folder);
  const agent = await first.enrolled();
  const [one, two] = [agent.report(), agent.report()];
  for (const message of [one, two])
    expect((await first.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
  await first.app.close();
  await first.collector.close();
  const again = await startTestCollector('', folder);
  for (const message of [one, two])
    expect((await again.app.inject(request('/v1/agent/reports', message))).json()).toMatchObject({
      duplicate: true,
    });
  const forged = agent.sign({
    ...hostReport(),
    agentId: agent.agentId,
    sequence: 2,
    previousDigest: one.digest,
  });
  const replayed = await again.app.inject(request('/v1/agent/reports', forged));
  expect([replayed.statusCode, replayed.json().code]).toEqual([409, 'replayed']);
  await again.close();
});

it('no secret gets into the log, at its most talkative', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-log-'));
  let log = '';
  const logger = pino(
    { level: 'trace' },
    {
      write(line) {
        log += line;
      },
    },
  );
  const config = parseConfig(
    `dataDir: ${folder}\ntls: off\nlogLevel: trace\n`,
    join(folder, 'coreledger.yaml'),
  );
  const running = await composeCollector(config, logger);
  const app = await buildApp({
    services: running.services,
    version: 'test',
    logger,
    tls: null,
    maxLoopDelayMs: 60_000,
  });
  const { token } = await running.services.tokens.create({
    maxUses: 1,
    validMs: 60_000,
    description: null,
    hostPattern: null,
    cidrs: [],
    actor: 'test',
  });
  const { key } = await running.services.apiKeys.create({
    name: 'k',
    role: 'admin',
    validMs: null,
    actor: 'test',
  });
  const { secret } = JSON.parse(Buffer.from(token.slice(5), 'base64url').toString());
  const agent = testAgent();
  const body = agent.sign({ publicKey: agent.publicKey, identity: identity(), agentVersion: '1' });
  await app.inject(request('/v1/agents', body, { authorization: `Bearer ${secret}` }));
  await app.inject(
    request('/v1/agents', { ...body, signature: 'broken' }, { authorization: `Bearer ${secret}` }),
  );
  const headers = { authorization: `Bearer ${key}` };
  await app.inject({ url: '/v1/hosts', headers });
  await app.inject({ method: 'POST', url: '/v1/tokens', headers, payload: { uses: -1 } });
  // A failure inside, with the request at hand.
  await running.close();
  expect((await app.inject({ url: '/v1/hosts', headers })).statusCode).toBeGreaterThanOrEqual(500);
  await app.close();
  expect(log).toMatch(/request failed/);
  for (const hidden of [secret, key, key.split('.')[2], token]) expect(log).not.toContain(hidden);
  rmSync(folder, { recursive: true, force: true });
});
