import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { UNCHANGED_NOTICE_SCHEMA } from '@coreledger/shared/wire.ts';
import type { AgentKey } from '../identity/key-pair.ts';
import { canonicalJson } from '../report/canonical-json.ts';
import { type CanonicalContent, canonicalReport, contentDigest } from '../report/canonical-report.ts';
import { transaction } from '../state/transaction.ts';
import { advanceAge } from './age.ts';
import { advanceChain, nextLink, signBody } from './chain.ts';
import { type SpoolLimits, trimSpool } from './trim-spool.ts';

export interface Scan {
  readonly content: CanonicalContent;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Signs a scan and keeps it, in one transaction with its place in the chain: what the collector may ever see is on disk
 * first, so a crash or a lost answer leads to the same bytes again. Content equal to the last report's becomes a notice.
 */
export function appendScan(
  db: DatabaseSync,
  key: AgentKey,
  agentId: string,
  scan: Scan,
  limits: SpoolLimits,
): 'report' | 'unchanged' {
  const digest = contentDigest(scan.content);
  const observedAt = new Date(scan.now).toISOString();
  return transaction(db, () => {
    const kind = isLastContent(db, digest) ? 'unchanged' : 'report';
    const link = nextLink(db, agentId);
    const head = { reportId: randomUUID(), agentId, ...link, observedAt };
    const signed = signBody(
      key,
      kind === 'report'
        ? canonicalReport(scan.content, head)
        : canonicalJson({ ...head, schema: UNCHANGED_NOTICE_SCHEMA, contentDigest: digest }),
    );
    const agedMs = advanceAge(db, scan.now);
    db.prepare(
      `INSERT INTO message (kind, report_id, sequence, observed_at, content_digest, digest, signature, body, aged_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      kind,
      head.reportId,
      link.sequence,
      observedAt,
      digest,
      signed.digest,
      signed.signature,
      signed.body,
      agedMs,
    );
    advanceChain(db, agentId, link.sequence, signed.digest);
    if (kind === 'report') keepContent(db, digest, signed.body);
    trimSpool(db, limits, observedAt);
    return kind;
  });
}

function isLastContent(db: DatabaseSync, digest: string): boolean {
  return db.prepare('SELECT 1 FROM content WHERE digest = ?').get(digest) !== undefined;
}

function keepContent(db: DatabaseSync, digest: string, body: Uint8Array): void {
  db.prepare('INSERT OR REPLACE INTO content (id, digest, body) VALUES (1, ?, ?)').run(digest, body);
}
