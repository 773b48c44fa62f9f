import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlertMessage } from '../../../collector/src/ports/alert-store.ts';

/** What a receiver does with a message: takes it, refuses it, or says nothing until the sender is gone. */
export type Manners = 'take' | 'refuse' | 'hold';

export interface WebhookReceiver {
  readonly url: string;
  /** Everything that arrived and whose signature holds, in order, repetitions included. */
  readonly arrived: readonly AlertMessage[];
  /** Bodies whose signature does not hold. */
  readonly forged: readonly string[];
  behave(manners: Manners): void;
  /** Resolves once so many have arrived. */
  until(count: number): Promise<void>;
  /** By message id, as a receiver that keeps the ids it has seen counts them. */
  distinct(): readonly AlertMessage[];
  close(): void;
}

/** A receiver written from docs/alerts.md: checks signature and age of what is POSTed. */
export async function startWebhookReceiver(secret: string): Promise<WebhookReceiver> {
  const arrived: AlertMessage[] = [];
  const forged: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  let manners: Manners = 'take';
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      if (!verified(secret, String(request.headers['coreledger-signature-256']), body)) {
        forged.push(body);
        response.writeHead(401).end();
        return;
      }
      arrived.push(JSON.parse(body));
      if (manners !== 'hold') response.writeHead(manners === 'take' ? 204 : 503).end();
      for (const one of waiting) if (arrived.length >= one.count) one.done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrived,
    forged,
    behave(wanted) {
      manners = wanted;
    },
    until: (count) =>
      arrived.length >= count
        ? Promise.resolve()
        : new Promise((done) => {
            waiting.push({ count, done });
          }),
    distinct: () => [...new Map(arrived.map((message) => [message.messageId, message])).values()],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const MAX_AGE_S = 300;

function verified(secret: string, header: string, body: string): boolean {
  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (time === undefined || mac === undefined || Math.abs(Date.now() / 1000 - Number(time)) > MAX_AGE_S)
    return false;
  const wanted = createHmac('sha256', secret).update(`${time}.${body}`).digest();
  return timingSafeEqual(wanted, Buffer.from(mac, 'hex'));
}
