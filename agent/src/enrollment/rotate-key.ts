import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { KeyRotationRequest } from '@coreledger/shared/enrollment.ts';
import { AGENT_KEY_PATH, SIGNATURE_HEADER } from '@coreledger/shared/wire.ts';
import { type Answer, post, type Route } from '../delivery/post.ts';
import { signMessage } from '../delivery/sign-message.ts';
import { type AgentKey, createKey, KEY_FILE, NEXT_KEY_FILE, readKey } from '../identity/key-pair.ts';
import { canonicalJson } from '../report/canonical-json.ts';
import { rechain } from '../spool/rechain.ts';
import { openState } from '../state/open-state.ts';
import { type Enrollment, saveEnrollment } from './enrollment.ts';

export type Rotation =
  | { readonly kind: 'rotated'; readonly keyId: string }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Offers a new key, signed by the old one and by itself, and lets it take over once the collector has said yes. Both are on
 * disk until then, so whatever is interrupted is finished by the next call, with the same new key.
 */
export async function rotateKey(
  stateDirectory: string,
  enrollment: Enrollment,
  route: Omit<Route, 'ca'>,
  urls: readonly string[],
  now: string,
): Promise<Rotation> {
  const old = readKey(stateDirectory);
  if (old === null) return { kind: 'failed', why: 'this host has no key: enrol it again' };
  const next = readKey(stateDirectory, NEXT_KEY_FILE) ?? createKey(stateDirectory, NEXT_KEY_FILE);
  const failures: string[] = [];
  for (const url of urls) {
    const answer = await post(rotationPost(url, enrollment.agentId, old, next), {
      ...route,
      ca: enrollment.ca,
    });
    if (answer.kind === 'answer' && answer.status === 200) {
      takeOver(stateDirectory, enrollment, next, now);
      return { kind: 'rotated', keyId: next.id };
    }
    failures.push(`${url}: ${answer.kind === 'answer' ? refusalOf(answer) : answer.why}`);
  }
  return { kind: 'failed', why: failures.join('; ') };
}

/** What waits in the spool is signed anew first: a crash in between leaves the old key in place, and rotating again repeats it. */
function takeOver(stateDirectory: string, enrollment: Enrollment, next: AgentKey, now: string): void {
  const db = openState(stateDirectory, now);
  try {
    rechain(db, next, enrollment.agentId);
  } finally {
    db.close();
  }
  renameSync(join(stateDirectory, NEXT_KEY_FILE), join(stateDirectory, KEY_FILE));
  saveEnrollment(stateDirectory, { ...enrollment, keyId: next.id });
}

function rotationPost(url: string, agentId: string, old: AgentKey, next: AgentKey) {
  const claim = { agentId, publicKey: next.publicKey };
  const body: KeyRotationRequest = { ...claim, proof: signMessage(next, Buffer.from(canonicalJson(claim))) };
  const bytes = Buffer.from(canonicalJson(body));
  return {
    url: `${url}${AGENT_KEY_PATH}`,
    headers: { [SIGNATURE_HEADER]: signMessage(old, bytes) },
    body: gzipSync(bytes),
  };
}

function refusalOf(answer: Answer): string {
  try {
    const { code, detail } = JSON.parse(answer.body) as Record<string, unknown>;
    return `${answer.status} ${code}${typeof detail === 'string' ? `: ${detail}` : ''}`;
  } catch {
    return `answered ${answer.status}`;
  }
}
