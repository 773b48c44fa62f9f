import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import type { AgentKey } from '../identity/key-pair.ts';
import { canonicalJson } from '../report/canonical-json.ts';
import { transaction } from '../state/transaction.ts';
import { advanceChain, nextLink, signBody } from './chain.ts';
import { type Message, SELECT_MESSAGES } from './message.ts';

/**
 * Signs every waiting message anew with the given key: in its place, for a key that was replaced; or from the beginning of a
 * chain, for an agent that has not signed yet. With `from` they move beyond that sequence, for a chain the collector has seen
 * go further than this host remembers (a restored snapshot, or a clone): it then sees a fork, which is the truth.
 */
export function rechain(
  db: DatabaseSync,
  key: AgentKey,
  agentId: string,
  from?: { readonly sequence: number },
): void {
  transaction(db, () => {
    const positions = waiting(db);
    const first = positions[0] === undefined ? undefined : documentOf(messageAt(db, positions[0]));
    const inPlace = from === undefined && first?.agentId === agentId;
    const link = inPlace ? first : nextLink(db, agentId);
    let sequence = Math.max(link.sequence, from?.sequence ?? 0);
    let previousDigest = link.previousDigest;
    for (const position of positions) {
      const message = messageAt(db, position);
      const text = canonicalJson({ ...documentOf(message), agentId, sequence, previousDigest });
      previousDigest = replace(db, key, agentId, message, text, sequence);
      sequence += 1;
    }
  });
}

/**
 * Puts the full report in the place of an unchanged notice whose content the collector does not have. It follows the notice,
 * which took its place in the chain although it was not accepted, and what waits behind moves on by one. False where that
 * content is no longer at hand.
 */
export function expandNotice(db: DatabaseSync, key: AgentKey, agentId: string, notice: Message): boolean {
  return transaction(db, () => {
    const row = db.prepare('SELECT body FROM content WHERE digest = ?').get(notice.contentDigest);
    if (row === undefined) return false;
    const content = JSON.parse(gunzipSync(row.body as Uint8Array).toString('utf8')) as object;
    const [, ...later] = waiting(db);
    const head = { reportId: randomUUID(), agentId, observedAt: notice.observedAt };
    let sequence = notice.sequence + 1;
    const report = canonicalJson({ ...content, ...head, sequence, previousDigest: notice.digest });
    let previousDigest = replace(db, key, agentId, notice, report, sequence);
    db.prepare("UPDATE message SET kind = 'report', report_id = ? WHERE position = ?").run(
      head.reportId,
      notice.position,
    );
    for (const position of later) {
      const message = messageAt(db, position);
      sequence += 1;
      const text = canonicalJson({ ...documentOf(message), sequence, previousDigest });
      previousDigest = replace(db, key, agentId, message, text, sequence);
    }
    return true;
  });
}

/** Their places alone: of a spool that is full, all messages at once would be more than the memory a service is given. */
function waiting(db: DatabaseSync): number[] {
  return db
    .prepare('SELECT position FROM message ORDER BY position')
    .all()
    .map(({ position }) => Number(position));
}

function messageAt(db: DatabaseSync, position: number): Message {
  return db.prepare(`${SELECT_MESSAGES} WHERE position = ?`).get(position) as unknown as Message;
}

interface ChainedDocument {
  readonly agentId: string;
  readonly sequence: number;
  readonly previousDigest: string | null;
}

function documentOf(message: Message): ChainedDocument {
  return JSON.parse(gunzipSync(message.body).toString('utf8'));
}

function replace(
  db: DatabaseSync,
  key: AgentKey,
  agentId: string,
  message: Message,
  text: string,
  sequence: number,
): string {
  const signed = signBody(key, text);
  db.prepare('UPDATE message SET sequence = ?, digest = ?, signature = ?, body = ? WHERE position = ?').run(
    sequence,
    signed.digest,
    signed.signature,
    signed.body,
    message.position,
  );
  advanceChain(db, agentId, sequence, signed.digest);
  return signed.digest;
}
