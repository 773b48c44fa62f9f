import { type Connection, connect, type Target } from './connection.ts';
import type { BenchMessage } from './fleet.ts';

export interface LoadResult {
  readonly sent: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly statuses: ReadonlyMap<number, number>;
}

/** A message as the bytes that go over the wire. */
export interface PreparedMessage {
  readonly path: string;
  readonly agentId: string;
  readonly sequence: number;
  readonly reportId: string;
  readonly digest: string;
  readonly request: Buffer;
}

export interface LoadOptions {
  /** Sends at this pace whatever the answers do, latency counted from the planned instant. Without: as fast as they are answered. */
  readonly perSecond?: number;
  /** Every message over a connection of its own. */
  readonly newConnections?: boolean;
  readonly onAcknowledged?: (message: PreparedMessage) => void;
}

const CONNECTIONS = 32;

export function prepare(path: string, agentId: string, message: BenchMessage): PreparedMessage {
  const { body, signature, ...told } = message;
  const head =
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n` +
    `content-length: ${body.length}\r\ncoreledger-signature: ${signature}\r\n\r\n`;
  return { ...told, path, agentId, request: Buffer.concat([Buffer.from(head), body]) };
}

/** Sends messages over kept-alive connections. Those made ready before cost next to nothing here. */
export async function sendAll(
  target: Target,
  messages: Iterable<PreparedMessage>,
  { perSecond, newConnections, onAcknowledged }: LoadOptions = {},
): Promise<LoadResult> {
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(target)));
  const idle: Connection[] = [...connections];
  const wanting: ((connection: Connection) => void)[] = [];
  const started = performance.now();

  async function post(message: PreparedMessage, planned: number): Promise<void> {
    const connection = idle.pop() ?? (await new Promise<Connection>((resolve) => wanting.push(resolve)));
    const own = newConnections === true ? await connect(target) : undefined;
    const status = await (own ?? connection).send(message.request);
    own?.close();
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    latencies.push(performance.now() - planned);
    if (status === 202) onAcknowledged?.(message);
    const next = wanting.shift();
    if (next === undefined) idle.push(connection);
    else next(connection);
  }

  const iterator = messages[Symbol.iterator]();
  async function worker(): Promise<void> {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      await post(next.value, performance.now());
    }
  }

  if (perSecond === undefined) await Promise.all(connections.map(worker));
  else {
    const open: Promise<void>[] = [];
    let no = 0;
    for (const message of messages) {
      const planned = started + (no++ / perSecond) * 1000;
      const early = planned - performance.now();
      if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
      open.push(post(message, planned));
    }
    await Promise.all(open);
  }
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  latencies.sort((a, b) => a - b);
  return {
    sent: latencies.length,
    perSecond: latencies.length / seconds,
    p99Ms: latencies[Math.ceil(latencies.length * 0.99) - 1] ?? 0,
    statuses,
  };
}
