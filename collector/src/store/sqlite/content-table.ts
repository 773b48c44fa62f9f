import { hash as digestOf } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SqliteDatabase } from './open-database.ts';

const PLAIN = 0;
const DEFLATED = 1;
/**
 * Bytes. Below, what is saved is not worth what the compressor costs to set up: once for every content that only one host has when
 * it is written, and all of them whenever a position is computed.
 */
const WORTH_DEFLATING = 1_024;

/** Section outcomes, each stored once however many hosts and reports share it. Bodies are JSON text as it was received. */
export interface ContentTable {
  /** The number of this text, added where it is new. Call within a transaction. */
  intern(text: string): number;
  read(contentNo: number): unknown;
  readText(contentNo: number): string;
}

export function contentTable(database: SqliteDatabase): ContentTable {
  const find = database.prepare<[Uint8Array], { content_no: number }>(
    'SELECT content_no FROM content WHERE hash = ?',
  );
  const add = database.prepare('INSERT INTO content (hash, body) VALUES (?, ?)');
  const read = database.prepare<[number], { body: Buffer }>('SELECT body FROM content WHERE content_no = ?');

  function readText(contentNo: number): string {
    const row = read.get(contentNo);
    if (row === undefined) throw new Error(`content ${contentNo} is missing`);
    return unpackText(row.body);
  }

  return {
    intern(text) {
      const hash = digestOf('sha256', text, 'buffer');
      const known = find.get(hash);
      if (known !== undefined) return known.content_no;
      return Number(add.run(hash, packText(text)).lastInsertRowid);
    },
    read: (contentNo) => JSON.parse(readText(contentNo)),
    readText,
  };
}

export function packText(text: string): Uint8Array {
  const plain = Buffer.from(text);
  if (plain.length < WORTH_DEFLATING) return Buffer.concat([Uint8Array.of(PLAIN), plain]);
  return Buffer.concat([Uint8Array.of(DEFLATED), deflateRawSync(plain)]);
}

export function unpackText(packed: Buffer): string {
  const body = packed.subarray(1);
  return packed[0] === DEFLATED ? inflateRawSync(body).toString() : body.toString();
}
