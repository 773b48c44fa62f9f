import { LAST_SEQUENCE_HEADER } from '@coreledger/shared/wire.ts';
import type { Answer, Unreachable } from './post.ts';
import { retryAfterMs } from './retry-after.ts';

/** What an answer means for the message it answers. */
export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'content-unknown' }
  | { readonly kind: 'replayed'; readonly lastSequence: number | null }
  /** This message will never be taken. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string | null }
  /** Nothing is wrong with the message: someone must put something right first. */
  | { readonly kind: 'held'; readonly why: string }
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number | null };

/** Statuses that speak of the sender, the address or a proxy rather than of the message. */
const NOT_THE_MESSAGE = new Set([401, 402, 403, 404, 405, 407]);
const LATER = new Set([408, 425, 429]);

export function judgeAnswer(answer: Answer | Unreachable, now: number): Verdict {
  if (answer.kind === 'unreachable') return { kind: 'later', why: answer.why, afterMs: null };
  const { status } = answer;
  if (status === 200 || status === 201 || status === 202) return { kind: 'accepted' };
  const problem = problemOf(answer);
  const why = `${status}${problem === null ? '' : ` ${problem.code}`}${problem?.detail ? `: ${problem.detail}` : ''}`;
  if (status >= 500 || LATER.has(status))
    return { kind: 'later', why, afterMs: retryAfterMs(answer.headers['retry-after'], now) };
  // A refusal counts only in the collector's own words: a proxy's page must not cost a report.
  if (NOT_THE_MESSAGE.has(status) || status < 400 || problem === null) return { kind: 'held', why };
  if (problem.code === 'content-unknown') return { kind: 'content-unknown' };
  if (problem.code === 'replayed')
    return { kind: 'replayed', lastSequence: sequenceOf(answer.headers[LAST_SEQUENCE_HEADER]) };
  return { kind: 'refused', code: problem.code, detail: problem.detail };
}

function problemOf(answer: Answer): { code: string; detail: string | null } | null {
  if (!(answer.headers['content-type'] ?? '').includes('json')) return null;
  try {
    const { code, detail } = JSON.parse(answer.body) as Record<string, unknown>;
    if (typeof code !== 'string') return null;
    return { code: code.slice(0, 64), detail: typeof detail === 'string' ? detail.slice(0, 512) : null };
  } catch {
    return null;
  }
}

function sequenceOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
