import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveBack } from '../../../collector/src/http/plugins/signed-body.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import {
  contentDigestOf,
  dpkgItem,
  hostReport,
  presentSection,
  type TestAgent,
  type WireMessage,
} from '../../support/collector/test-agent.ts';

let collector: TestCollector;
let port: number;

beforeAll(async () => {
  collector = await startTestCollector();
  port = Number(new URL(await collector.app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => collector.close());

/** A report with so many rows of its own. */
function reportOf(agent: TestAgent, rows: number): WireMessage {
  const items = Array.from({ length: rows }, (_, index) =>
    dpkgItem(`${agent.kid.slice(0, 12)}-${String(index).padStart(5, '0')}`),
  );
  return agent.report({ sections: hostReport({ software: presentSection(items) }).sections });
}

/** The message as it is on the wire: its bytes as they are, or what they were packed into. */
function wire(path: string, { bytes, signature }: WireMessage, packed?: Buffer): Buffer {
  const body = packed ?? bytes;
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: collector',
    'content-type: application/json',
    `content-encoding: ${packed === undefined ? 'identity' : 'gzip'}`,
    `content-length: ${body.length}`,
    `coreledger-signature: ${signature}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** Gzip that tells a long name of its file. */
function withLongHeader(packed: Buffer): Buffer {
  const FNAME = 0x08;
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = FNAME;
  return Buffer.concat([head, Buffer.from(`${'n'.repeat(70_000)}\0`), packed.subarray(10)]);
}

/** The statuses of the answers, in their order, to what is written at once over one connection. */
async function statusesOf(requests: readonly Buffer[]): Promise<number[]> {
  const socket = connect(port, '127.0.0.1');
  socket.write(Buffer.concat(requests));
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (text.split('HTTP/1.1 ').length > requests.length && text.endsWith('}')) break;
  }
  return [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
}

async function expectStored(message: WireMessage): Promise<void> {
  const { reportId } = JSON.parse(message.bytes.toString());
  const stored = await collector.collector.stores.reports.bytesOf(reportId);
  expect(Buffer.from(stored ?? []).equals(message.bytes)).toBe(true);
}

async function enrolled(count: number): Promise<TestAgent[]> {
  const agents: TestAgent[] = [];
  while (agents.length < count) agents.push(await collector.enrolled(`s${agents.length}`));
  return agents;
}

describe('bodies written at once to one connection', () => {
  /** Below, at and above what Node lets buffers share, and what it reads from a socket at once. */
  const ROWS = [0, 1, 15, 30, 31, 45, 60, 130, 260, 500, 1, 0, 45];

  it.each([
    ['as they are', undefined],
    ['packed', gzipSync],
  ])('are each read as they were sent: %s', async (_name, pack) => {
    const agents = await enrolled(ROWS.length);
    const messages = agents.map((agent, index) => reportOf(agent, ROWS[index] ?? 0));
    const statuses = await statusesOf(
      messages.map((one) => wire('/v1/agent/reports', one, pack?.(one.bytes))),
    );
    expect(statuses).toEqual(messages.map(() => 202));
    for (const message of messages) await expectStored(message);
  });

  it('are the same whatever is refused between them', async () => {
    const [a, b, c, d] = (await enrolled(4)) as [TestAgent, TestAgent, TestAgent, TestAgent];
    const [first, second, third] = [reportOf(a, 40), reportOf(b, 40), reportOf(c, 40)];
    const statuses = await statusesOf([
      wire('/v1/agent/reports', first),
      wire('/v1/agent/reports', { ...reportOf(d, 40), signature: '' }),
      wire('/v1/agent/reports', second),
      wire('/v1/agent/reports', third, gzipSync('{}')),
      wire('/v1/agent/reports', third, gzipSync(third.bytes)),
      wire('/v1/agent/unchanged', d.notice('0'.repeat(64))),
      // The connection ends with it: nobody knows where the next begins.
      wire('/v1/agent/reports', third, Buffer.from('not gzip')),
    ]);
    expect(statuses).toEqual([202, 401, 202, 401, 202, 409, 400]);
    for (const message of [first, second, third]) await expectStored(message);
  });

  it.each([10, 60, 8_000])('may have a gzip header that is longer than they are: %i rows', async (rows) => {
    const [agent, other] = (await enrolled(2)) as [TestAgent, TestAgent];
    const [padded, plain] = [reportOf(agent, rows), reportOf(other, rows)];
    const statuses = await statusesOf([
      wire('/v1/agent/reports', padded, withLongHeader(gzipSync(padded.bytes))),
      wire('/v1/agent/reports', plain, gzipSync(plain.bytes)),
    ]);
    expect(statuses).toEqual([202, 202]);
    for (const message of [padded, plain]) await expectStored(message);
  });
});

it('a sender that is gone before its answer harms nobody, and may send again', async () => {
  const [gone, stays] = (await enrolled(2)) as [TestAgent, TestAgent];
  const [lost, kept] = [reportOf(gone, 500), reportOf(stays, 500)];
  const sent = wire('/v1/agent/reports', lost);
  for (const bytes of [sent.subarray(0, -10), sent]) {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
    socket.destroy();
  }
  expect(await statusesOf([wire('/v1/agent/reports', kept)])).toEqual([202]);
  expect(await statusesOf([sent])).toEqual([202]);
  for (const message of [lost, kept]) await expectStored(message);
  const same = gone.notice(contentDigestOf(lost));
  expect(await statusesOf([wire('/v1/agent/unchanged', same, gzipSync(same.bytes))])).toEqual([202]);
});

it('a body that a test hands in stays its own', async () => {
  const [agent] = (await enrolled(1)) as [TestAgent];
  const { bytes, signature } = reportOf(agent, 200);
  const answer = await collector.app.inject({
    method: 'POST',
    url: '/v1/agent/reports',
    payload: bytes,
    headers: { 'content-type': 'application/json', 'coreledger-signature': signature },
  });
  expect([answer.statusCode, bytes.length > 20_000]).toEqual([202, true]);
});

describe('giving memory back', () => {
  it.each([1, 2_000, 4_095])('leaves alone what shares it: %i bytes', (size) => {
    const [bytes, next] = [Buffer.from('x'.repeat(size)), Buffer.from('next')];
    giveBack(bytes);
    expect([bytes.length, next.toString()]).toEqual([size, 'next']);
  });

  it.each([4_096, 5_000, 8_192, 9_000, 100_000])('takes what has its own: %i bytes', (size) => {
    const [bytes, next] = [Buffer.concat([Buffer.alloc(size, 'x')]), Buffer.from('next')];
    giveBack(bytes);
    expect([bytes.length, next.toString()]).toEqual([0, 'next']);
  });
});
