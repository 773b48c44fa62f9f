import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Seeded } from '../support/seeded.ts';
import type { Journal } from './journal.ts';

/** Stands between agents and the collector: takes down every acknowledgement, and is as bad a network as it is told to be. */
export interface Relay {
  readonly url: string;
  /** Reports the collector said 2xx to, whether or not the agent heard it: id to digest. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Share of exchanges that are cut, half of them before the collector sees anything, half before the agent hears the answer. */
  cutShare: number;
  close(): Promise<void>;
}

export interface RelayParts {
  readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer };
  readonly collectorPort: number;
  readonly random: Seeded;
  readonly journal: Journal;
  readonly port: number;
}

const DEADLINE_MS = 60_000;

export async function startRelay({ tls, collectorPort, random, journal, port }: RelayParts): Promise<Relay> {
  const acknowledged = new Map<string, string>();
  const state = { cutShare: 0 };

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const cut = random.chance(state.cutShare) ? random.pick(['before', 'after'] as const) : null;
    const body = await bodyOf(incoming);
    if (cut === 'before') return lose(incoming);
    const answer = await forward(incoming, body);
    journal.count(`agents answered ${answer.status}`);
    if (answer.status === 500) journal.violation(`500 to ${incoming.url}: ${answer.body.toString()}`);
    if (answer.status === 202 && incoming.url === '/v1/agent/reports') {
      const { reportId, digest } = JSON.parse(answer.body.toString());
      acknowledged.set(reportId, digest);
    }
    if (cut === 'after') return lose(incoming);
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.end(answer.body);
  }

  function lose(incoming: IncomingMessage): void {
    journal.count('exchanges cut by the network');
    incoming.socket.destroy();
  }

  function forward(incoming: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>(
      (resolve, reject) => {
        const call = request(
          {
            host: '127.0.0.1',
            port: collectorPort,
            path: incoming.url,
            method: incoming.method,
            headers: { ...incoming.headers, connection: 'close' },
            ca: tls.ca,
            agent: false,
            signal: AbortSignal.timeout(DEADLINE_MS),
          },
          (response) => {
            bodyOf(response).then(
              (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
              reject,
            );
          },
        );
        call.on('error', reject);
        call.end(body);
      },
    );
  }

  const server = createServer({ cert: tls.cert, key: tls.key }, (incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => {
      journal.count('exchanges the collector did not answer');
      incoming.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    acknowledged,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
