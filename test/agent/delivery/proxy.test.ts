import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { post } from '../../../agent/src/delivery/post.ts';
import { agentUnderTest } from '../../support/agent/agent-program.ts';
import { answeringServer } from '../../support/agent/answering-server.ts';
import { connectProxy } from '../../support/agent/connect-proxy.ts';
import { smallHost } from '../../support/agent/small-host.ts';
import { tlsCollector } from '../../support/agent/tls-collector.ts';

/** A proxy for plain HTTP: passes on what is asked for by a whole URL. */
async function forwardProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    const { headers, method } = incoming;
    const onward = request(incoming.url ?? '', { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('no proxy sees plain HTTP, which is for this machine alone: neither the join token nor a report', async () => {
  const collector = await answeringServer();
  const proxy = await forwardProxy();
  const env = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, HTTPS_PROXY: proxy.url };
  const agent = agentUnderTest({ root: smallHost().root, env });
  expect(await agent('enroll', collector.token)).toMatchObject({ code: 0, err: '' });
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
  expect(proxy.asked).toEqual([]);
});

it('HTTPS_PROXY takes TLS, and NO_PROXY lets it go straight', async () => {
  const collector = await tlsCollector();
  const proxy = await connectProxy();
  const { hostname, port } = new URL(collector.url);
  const agentWith = (env: Record<string, string>) => agentUnderTest({ root: smallHost().root, env });
  const through = agentWith({ HTTPS_PROXY: proxy.url });
  expect(await through('enroll', await collector.joinToken())).toMatchObject({ code: 0, err: '' });
  const asked = proxy.asked.length;
  expect(asked).toBeGreaterThan(0);
  for (const NO_PROXY of [hostname, '*', `${hostname}:${port}`, `a.example,${hostname}`]) {
    const around = agentWith({ HTTPS_PROXY: proxy.url, NO_PROXY });
    expect(await around('enroll', await collector.joinToken())).toMatchObject({ code: 0, err: '' });
  }
  expect(proxy.asked).toHaveLength(asked);
});

it('the names in lower case count as well, and HTTP_PROXY is not for TLS', async () => {
  const collector = await tlsCollector();
  const [secure, plain] = [await connectProxy(), await forwardProxy()];
  const env = { https_proxy: secure.url, http_proxy: plain.url, no_proxy: 'elsewhere.example' };
  const agent = agentUnderTest({ root: smallHost().root, env });
  expect(await agent('enroll', await collector.joinToken())).toMatchObject({ code: 0, err: '' });
  expect(await agent('run')).toMatchObject({ code: 0, err: '' });
  expect(secure.asked.length).toBeGreaterThan(1);
  expect(plain.asked).toEqual([]);
});

it('a proxy that is not there is named, and its password is not', async () => {
  const collector = await tlsCollector();
  const agent = agentUnderTest({ root: smallHost().root });
  await agent('enroll', await collector.joinToken());
  const env = { HTTPS_PROXY: 'http://user:hunter2@127.0.0.1:9' };
  const through = agentUnderTest({ root: smallHost().root, env });
  const refused = await through('enroll', await collector.joinToken());
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('127.0.0.1:9');
  expect(refused.err).not.toContain('hunter2');
  const stop = new AbortController().signal;
  const sent = await post(
    { url: 'https://ledger.example:8443/v1/agents', headers: {}, body: Buffer.of() },
    { ca: null, timeoutMs: 5_000, proxyEnv: env, stop },
  );
  expect(sent).toEqual({
    kind: 'unreachable',
    why: 'nothing listens on 127.0.0.1:9, the proxy to ledger.example:8443',
  });
});
