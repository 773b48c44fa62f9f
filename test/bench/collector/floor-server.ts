/**
 * The floor: what a bare program does for the same report. Fastify receives, gunzip, JSON.parse, then a dictionary and a packed set in
 * better-sqlite3, WAL with synchronous=FULL, one commit for what arrived together. No TLS, no signature, no validation, no history.
 */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import fastify from 'fastify';

const database = new Database(process.argv[2] ?? 'floor.sqlite');
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`CREATE TABLE title (no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, item TEXT NOT NULL) STRICT;
CREATE TABLE software_set (no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, titles BLOB NOT NULL) STRICT;
CREATE TABLE report (id TEXT PRIMARY KEY, host TEXT NOT NULL, set_no INTEGER NOT NULL, signature TEXT NOT NULL) STRICT`);
const findTitle = database.prepare<[Buffer], { no: number }>('SELECT no FROM title WHERE hash = ?');
const addTitle = database.prepare('INSERT INTO title (hash, item) VALUES (?, ?)');
const findSet = database.prepare<[Buffer], { no: number }>('SELECT no FROM software_set WHERE hash = ?');
const addSet = database.prepare('INSERT INTO software_set (hash, titles) VALUES (?, ?)');
const addReport = database.prepare('INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?)');
const titles = new Map<string, number>();
let waiting: { report: Report; signature: string; done: () => void }[] = [];

interface Report {
  readonly reportId: string;
  readonly agentId: string;
  readonly sections: { readonly software: { readonly value: readonly object[] } };
}

function titleNo(item: object): number {
  const text = JSON.stringify(item);
  let no = titles.get(text);
  if (no === undefined) {
    const hash = createHash('sha256').update(text).digest();
    no = findTitle.get(hash)?.no ?? Number(addTitle.run(hash, text).lastInsertRowid);
    titles.set(text, no);
  }
  return no;
}

const commit = database.transaction((batch: typeof waiting) => {
  for (const { report, signature } of batch) {
    const packed = Buffer.from(Uint32Array.from(report.sections.software.value.map(titleNo)).sort().buffer);
    const hash = createHash('sha256').update(packed).digest();
    const setNo = findSet.get(hash)?.no ?? Number(addSet.run(hash, packed).lastInsertRowid);
    addReport.run(report.reportId, report.agentId, setNo, signature);
  }
});

function flush(): void {
  const batch = waiting;
  waiting = [];
  commit(batch);
  for (const { done } of batch) done();
}

const app = fastify({ bodyLimit: 4 * 1024 * 1024 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
  JSON.parse(gunzipSync(body).toString()),
);
app.post('/v1/agent/reports', async (request, reply) => {
  await new Promise<void>((done) => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({
      report: request.body as Report,
      signature: String(request.headers['coreledger-signature']),
      done,
    });
  });
  return reply.code(202).send({ ok: true });
});
process.stdout.write(`listens on ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
