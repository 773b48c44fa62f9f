/** A signed message that the collector has not acknowledged. */
export interface Message {
  readonly position: number;
  readonly kind: 'report' | 'unchanged';
  readonly reportId: string;
  readonly sequence: number;
  readonly observedAt: string;
  /** SHA-256 of the canonical `{agent, identity, sections}` it speaks of. */
  readonly contentDigest: string;
  /** SHA-256 of the bytes that are signed. */
  readonly digest: string;
  readonly signature: string;
  /** Gzipped canonical JSON. */
  readonly body: Uint8Array;
}

const COLUMNS = `position, kind, report_id AS reportId, sequence, observed_at AS observedAt,
  content_digest AS contentDigest, digest, signature, body`;

export const SELECT_MESSAGES = `SELECT ${COLUMNS} FROM message`;
