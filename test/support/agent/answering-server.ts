import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { flattenedVerify, importJWK } from 'jose';
import { onTestFinished } from 'vitest';

/** A message as it arrived, its signature already verified. */
export interface Received {
  readonly path: string;
  readonly bytes: string;
  readonly document: Record<string, unknown> & { sequence: number; previousDigest: string | null };
  readonly signature: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Record<string, string>;
}

export interface AnsweringServer {
  readonly url: string;
  readonly token: string;
  readonly received: readonly Received[];
  /** What the next messages are answered; 'hang-up' reads the message and closes without an answer. */
  answer: (message: Received) => Reply | 'hang-up';
  close(): Promise<void>;
}

const AGENT_ID = '00000000-0000-4000-8000-00000000000a';
const HOST_ID = '00000000-0000-4000-8000-00000000000b';
export const SECRET = 's'.repeat(43);

/** A server on loopback that takes what agents send, checks every signature with another library, and answers as told. */
export async function answeringServer(port = 0): Promise<AnsweringServer> {
  const received: Received[] = [];
  const keys = new Map<string, { kty: string; crv: string; x: string }>();
  const state = { answer: (_: Received): Reply | 'hang-up' => ({ status: 202, body: { duplicate: false } }) };

  const server = createServer(async (request, response) => {
    const bytes = gunzipSync(await bodyOf(request)).toString('utf8');
    const document = JSON.parse(bytes);
    const signature = String(request.headers['coreledger-signature']);
    const path = request.url ?? '';
    const kid = JSON.parse(Buffer.from(signature.split('.')[0] ?? '', 'base64url').toString()).kid;
    if (path === '/v1/agents') keys.set(kid, document.publicKey);
    await verify(bytes, signature, keys.get(kid));
    if (path === '/v1/agent/key') keys.set(await nextKid(document), document.publicKey);
    const enrols = path === '/v1/agents' || path === '/v1/agent/key';
    if (!enrols) received.push({ path, bytes, document, signature });
    const last = received.at(-1);
    const reply: Reply | 'hang-up' =
      enrols || last === undefined
        ? { status: 200, body: { agentId: AGENT_ID, hostId: HOST_ID, status: 'active' } }
        : state.answer(last);
    if (reply === 'hang-up') return void request.socket.destroy();
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
    response.writeHead(reply.status, { 'content-type': 'application/problem+json', ...reply.headers });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return Object.assign(state, { url, token: joinToken([url]), received, close });
}

export function joinToken(urls: readonly string[], ca: string | null = null): string {
  return `clj1.${Buffer.from(JSON.stringify({ urls, ca, secret: SECRET })).toString('base64url')}`;
}

async function nextKid(document: { publicKey: { x: string } }): Promise<string> {
  const { calculateJwkThumbprint } = await import('jose');
  return calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: document.publicKey.x });
}

async function verify(bytes: string, signature: string, jwk?: { kty: string; crv: string; x: string }) {
  if (jwk === undefined) throw new Error('a message signed by a key nobody enrolled');
  const [header, , mac] = signature.split('.');
  const payload = Buffer.from(bytes).toString('base64url');
  const key = await importJWK(jwk, 'EdDSA');
  await flattenedVerify({ protected: header ?? '', payload, signature: mac ?? '' }, key);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
