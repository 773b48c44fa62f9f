import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { BenchMessage } from './fleet.ts';

export interface LoadResult {
  readonly sent: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly statuses: ReadonlyMap<number, number>;
}

export interface Target {
  readonly url: string;
  readonly ca?: string;
}

const CONNECTIONS = 32;

/**
 * Sends messages over kept-alive connections. Without `perSecond` as fast as they are answered; with it at that pace whatever the
 * answers do, latency counted from the planned instant.
 */
export async function sendAll(
  target: Target,
  path: string,
  messages: Iterator<BenchMessage>,
  {
    perSecond,
    onAcknowledged,
  }: { perSecond?: number; onAcknowledged?: (message: BenchMessage) => void } = {},
): Promise<LoadResult> {
  const https = target.url.startsWith('https');
  const agent = https
    ? new HttpsAgent({ keepAlive: true, maxSockets: CONNECTIONS, ca: target.ca })
    : new HttpAgent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const started = performance.now();

  function post(message: BenchMessage, planned: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const call = (https ? httpsRequest : httpRequest)(
        `${target.url}${path}`,
        {
          method: 'POST',
          agent,
          headers: {
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            'content-length': message.body.length,
            'coreledger-signature': message.signature,
          },
        },
        (response) => {
          response.resume();
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            latencies.push(performance.now() - planned);
            if (status === 202) onAcknowledged?.(message);
            resolve();
          });
        },
      );
      call.on('error', reject);
      call.end(message.body);
    });
  }

  async function worker(): Promise<void> {
    for (let next = messages.next(); next.done !== true; next = messages.next()) {
      await post(next.value, performance.now());
    }
  }

  if (perSecond === undefined) await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  else {
    const open: Promise<void>[] = [];
    for (let no = 0, next = messages.next(); next.done !== true; no++, next = messages.next()) {
      const planned = started + (no / perSecond) * 1000;
      const early = planned - performance.now();
      if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
      open.push(post(next.value, planned));
    }
    await Promise.all(open);
  }
  agent.destroy();
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    sent: latencies.length,
    perSecond: latencies.length / seconds,
    p99Ms: latencies[Math.ceil(latencies.length * 0.99) - 1] ?? 0,
    statuses,
  };
}
