import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import {
  dpkgItem,
  hostReport,
  presentSection,
  request,
  type TestAgent,
} from '../../support/collector/test-agent.ts';

let collector: TestCollector;
let agent: TestAgent;
let port: number;

beforeAll(async () => {
  collector = await startTestCollector();
  agent = await collector.enrolled();
  port = Number(new URL(await collector.app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => collector.close());

/** After every attack: the next honest report is stored, and promptly. */
async function expectHealthy(): Promise<void> {
  const response = await collector.app.inject(request('/v1/agent/reports', agent.report()));
  expect(response.statusCode).toBe(202);
}

function send(payload: Buffer, signature = agent.sign({}).signature) {
  return collector.app.inject({
    ...request('/v1/agent/reports', { bytes: Buffer.alloc(0), signature, digest: '' }),
    payload,
  });
}

/** Text of a valid report, for attacks that `JSON.stringify` cannot write. */
function reportText(change: object = {}): string {
  return JSON.stringify({ ...hostReport(), agentId: agent.agentId, sequence: 999, ...change });
}

/** Signs text as it is. */
function signText(text: string | Buffer) {
  const bytes = Buffer.from(text);
  return agent.signBytes(bytes);
}

describe('bodies', () => {
  it('that unpack to gigabytes are cut off at the bound', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(64 * 1024);
    const response = await send(bomb);
    expect([response.statusCode, response.json().code]).toEqual([413, 'too-large']);
    await expectHealthy();
  });

  it('that are too long before they are unpacked are not read', async () => {
    const response = await send(Buffer.alloc(5 * 1024 * 1024, 0x41));
    expect([response.statusCode, response.json().code]).toEqual([413, 'too-large']);
    await expectHealthy();
  });

  it.each([
    ['not gzip', Buffer.from('plain')],
    ['half a gzip stream', gzipSync(Buffer.from('{}')).subarray(0, 12)],
    ['nothing', Buffer.alloc(0)],
  ])('of %s are refused', async (_name, payload) => {
    const response = await send(payload);
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toMatch(/problem\+json/);
    await expectHealthy();
  });

  it.each<[string, () => string | Buffer]>([
    ['nested a hundred thousand deep', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['with keys named __proto__', () => reportText().replace('{', '{"__proto__":{"isAdmin":true},')],
    ['with a key named constructor', () => reportText({ constructor: { prototype: { polluted: true } } })],
    ['with duplicate keys', () => reportText().replace('{', `{"agentId":"${agent.agentId}",`)],
    [
      'of invalid UTF-8',
      () => Buffer.concat([Buffer.from('{"schema":"'), Buffer.of(0xff, 0xfe), Buffer.from('"}')]),
    ],
    [
      'with a lone surrogate',
      () =>
        reportText({
          agent: { version: '\ud800', platform: 'linux', architecture: 'x64', privileged: true },
        }),
    ],
    [
      'with a string of three million characters',
      () =>
        reportText({
          agent: { version: 'x'.repeat(3_000_000), platform: 'linux', architecture: 'x64', privileged: true },
        }),
    ],
    [
      'with an array of sixty thousand rows',
      () =>
        reportText({
          sections: hostReport({
            software: presentSection(Array.from({ length: 60_000 }, (_, index) => dpkgItem(`p${index}`))),
          }).sections,
        }),
    ],
    ['with a number beyond the integers', () => reportText({ sequence: 2 ** 60 })],
    ['of a number alone', () => '1e999'],
    ['of null', () => 'null'],
  ])('%s are refused with a problem', async (_name, text) => {
    const message = signText(text());
    const response = await collector.app.inject(request('/v1/agent/reports', message));
    expect([400, 422]).toContain(response.statusCode);
    expect(response.headers['content-type']).toMatch(/problem\+json/);
    expect(response.body.length).toBeLessThan(8_000);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await expectHealthy();
  });

  it('with SQL, formulas and markup in names are data and nothing else', async () => {
    const nasty = ["'; DROP TABLE host; --", '=HYPERLINK("http://x")', '<script>alert(1)</script>', '%_\\'];
    const rows = nasty.map((name) => dpkgItem(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
    const { sections } = hostReport({ software: presentSection(rows) });
    const message = agent.report({ sections });
    expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
    const { fleet } = collector.collector.stores;
    for (const name of nasty) {
      expect((await fleet.findTitles(name, 10)).map(({ item }) => item.name)).toEqual([name]);
    }
    await expectHealthy();
  });
});

describe('requests', () => {
  it.each([
    '/v1/hosts/..%2f..%2fetc%2fpasswd',
    '/docs/static/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/docs/static/../../../../etc/passwd',
    '/v1/hosts/%00',
    "/v1/hosts?after=' OR 1=1 --",
    '/v1/audit?subject=%27%20OR%201%3D1%20--',
  ])('for %s give no file, no row and no failure', async (url) => {
    const response = await collector.app.inject({
      url: encodeURI(decodeURI(url)),
      headers: await collector.bearer('admin'),
    });
    expect(response.statusCode).toBeLessThan(500);
    expect(response.body).not.toMatch(/root:|isAdmin/);
    if (response.statusCode === 200) expect(response.json().items).toEqual([]);
  });

  it('with thousands of headers are refused', async () => {
    const headers = Array.from({ length: 5_000 }, (_, index) => `x-${index}: ${'y'.repeat(20)}\r\n`).join('');
    const answer = await raw(`GET /health/live HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    await expectHealthy();
  });

  it('that trickle in hold nobody up, and are ended', async () => {
    const { server } = collector.app;
    expect([server.headersTimeout, server.requestTimeout]).toEqual([20_000, 60_000]);
    // The same bounds, in less time.
    [server.headersTimeout, server.requestTimeout] = [500, 1_000];
    const open = new Set<Socket>();
    function trickle(head: string, drop: string): void {
      for (let count = 0; count < 100; count++) {
        const socket = connect(port, '127.0.0.1');
        const timer = setInterval(() => socket.writable && socket.write(drop), 200);
        open.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          open.delete(socket);
          clearInterval(timer);
        });
        socket.resume();
        socket.write(head);
      }
    }
    trickle('GET /health/live HTTP/1.1\r\nhost: x\r\n', 'x-more: y\r\n');
    trickle('POST /v1/agent/reports HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n', 'z');
    const answer = await raw('GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    await expectHealthy();
    await expect.poll(() => open.size, { timeout: 25_000, interval: 200 }).toBe(0);
    [server.headersTimeout, server.requestTimeout] = [20_000, 60_000];
    await expectHealthy();
  }, 60_000);

  it('with wrong API keys are told nothing but that they are wrong', async () => {
    const { authorization } = await collector.bearer('viewer');
    const known = authorization.split('.').slice(0, 2).join('.');
    const bodies = await Promise.all(
      [`${known}.${'A'.repeat(43)}`, `Bearer clk1.nobody.${'A'.repeat(43)}`, 'Bearer x', ''].map(
        async (value) => {
          const response = await collector.app.inject({
            url: '/v1/hosts',
            headers: { authorization: value },
          });
          expect(response.statusCode).toBe(401);
          return response.json().detail;
        },
      ),
    );
    expect(new Set(bodies).size).toBe(1);
  });

  it('guessing join tokens are slowed down', async () => {
    const guess = agent.sign({});
    const statuses: number[] = [];
    for (let index = 0; index < 40; index++) {
      const attempt = request('/v1/agents', guess, { authorization: `Bearer ${'B'.repeat(40)}${index}` });
      statuses.push((await collector.app.inject({ ...attempt, remoteAddress: '198.51.100.7' })).statusCode);
    }
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });

  it('of one agent that runs wild are answered 429, others are served', async () => {
    const wild = await collector.enrolled('wild01');
    const statuses = new Set<number>();
    for (let index = 0; index < 260; index++) {
      statuses.add(
        (await collector.app.inject(request('/v1/agent/unchanged', wild.notice('0'.repeat(64))))).statusCode,
      );
    }
    expect(statuses.has(429)).toBe(true);
    await expectHealthy();
  });
});

describe('secrets', () => {
  it('stand in no error, no metric and no list', async () => {
    const { services } = collector.collector;
    const headers = await collector.bearer('admin');
    const secret = headers.authorization.split('.')[2] ?? 'none';
    const { token } = await services.tokens.create({
      maxUses: 1,
      validMs: 60_000,
      description: null,
      hostPattern: null,
      cidrs: [],
      actor: 'test',
    });
    const join = JSON.parse(Buffer.from(token.slice(5), 'base64url').toString()).secret;
    const texts = await Promise.all(
      ['/metrics', '/v1/keys', '/v1/tokens', '/v1/audit', '/openapi.json', '/v1/nothing'].map(
        async (url) => (await collector.app.inject({ url, headers })).body,
      ),
    );
    for (const text of texts) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(join);
    }
  });
});

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.includes('\r\n\r\n')) {
        socket.destroy();
        resolve(answer);
      }
    });
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
  });
}
