import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Target {
  readonly url: string;
  readonly ca?: string;
}

/** A kept-alive HTTP/1.1 connection that does the least: what the load generator burns, the server under test lacks. */
export interface Connection {
  /** Sends one request, ready as bytes; resolves with the status of the answer. One at a time. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

interface Waiting {
  resolve(status: number): void;
  reject(error: Error): void;
}

export async function connect({ url, ca }: Target): Promise<Connection> {
  const { protocol, hostname, port } = new URL(url);
  const to = { host: hostname, port: Number(port) };
  const secure = protocol === 'https:';
  const socket: Socket = secure
    ? connectTls({ ...to, ...(ca === undefined ? {} : { ca }) })
    : connectPlain(to);
  await new Promise<void>((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });
  let waiting: Waiting | undefined;
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const status = statusOf(received);
    if (status === undefined || waiting === undefined) return;
    const { resolve } = waiting;
    [waiting, received] = [undefined, ''];
    resolve(status);
  });
  const fail = (error = new Error('the server closed the connection')) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail());
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Undefined until the answer is whole. */
function statusOf(received: string): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${received.slice(0, 200)}`);
  return received.length >= end + 4 + Number(length) ? Number(received.slice(9, 12)) : undefined;
}
