import type { IncomingMessage } from 'node:http';
import { whyUnreachable } from './why-unreachable.ts';

/** How to reach a collector. */
export interface Route {
  /** The only certificate authority that is trusted, PEM; null for plain HTTP on loopback. */
  readonly ca: string | null;
  readonly timeoutMs: number;
  readonly proxyEnv: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal;
}

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Gzipped JSON. */
  readonly body: Uint8Array;
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** No answer came; `why` is for the operator. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly why: string;
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/** Posts once. The certificate chain must lead to the pinned authority and carry the server's name. Never rejects. */
export async function post(request: PostRequest, route: Route): Promise<Answer | Unreachable> {
  const url = new URL(request.url);
  const secure = url.protocol === 'https:';
  // Loaded when something is sent: a scan does not pay for it.
  const { Agent, request: send } = secure ? await import('node:https') : await import('node:http');
  // Plain HTTP is for this machine alone: no proxy is to see a join token.
  const proxyEnv = secure ? { ...route.proxyEnv } : {};
  const agent = new Agent({ proxyEnv, keepAlive: false });
  const deadline = AbortSignal.any([route.stop, AbortSignal.timeout(route.timeoutMs)]);
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ kind: 'unreachable', why: whyUnreachable(error, route, url) });
    const outgoing = send(
      url,
      {
        method: 'POST',
        agent,
        signal: deadline,
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          'content-length': String(request.body.length),
          accept: 'application/json, application/problem+json',
          ...request.headers,
        },
        ...(route.ca === null ? {} : { ca: route.ca, minVersion: 'TLSv1.2' as const }),
      },
      (incoming) => void readAnswer(incoming).then(resolve, fail),
    );
    outgoing.on('error', fail);
    outgoing.end(request.body);
  });
}

async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return {
    kind: 'answer',
    status: incoming.statusCode ?? 0,
    headers: incoming.headers as Answer['headers'],
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
