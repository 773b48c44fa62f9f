import type { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { signMessage } from '../delivery/sign-message.ts';
import type { AgentKey } from '../identity/key-pair.ts';
import { sha256 } from '../report/sha256.ts';

export interface ChainLink {
  readonly sequence: number;
  readonly previousDigest: string | null;
}

export interface SignedBody {
  readonly digest: string;
  readonly signature: string;
  readonly body: Uint8Array;
}

/** The place of the agent's next message. */
export function nextLink(db: DatabaseSync, agentId: string): ChainLink {
  const row = db.prepare('SELECT sequence, digest FROM chain WHERE agent_id = ?').get(agentId);
  if (row === undefined) return { sequence: 1, previousDigest: null };
  return { sequence: Number(row.sequence) + 1, previousDigest: row.digest as string | null };
}

export function advanceChain(db: DatabaseSync, agentId: string, sequence: number, digest: string): void {
  db.prepare(
    `INSERT INTO chain (agent_id, sequence, digest) VALUES (?1, ?2, ?3)
     ON CONFLICT (agent_id) DO UPDATE SET sequence = ?2, digest = ?3`,
  ).run(agentId, sequence, digest);
}

export function signBody(key: AgentKey, canonical: string): SignedBody {
  const bytes = Buffer.from(canonical, 'utf8');
  // Level 3: a tenth larger than the default level, at a third of its time.
  return { digest: sha256(bytes), signature: signMessage(key, bytes), body: gzipSync(bytes, { level: 3 }) };
}
