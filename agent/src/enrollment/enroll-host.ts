import { gzipSync } from 'node:zlib';
import type { EnrollmentRequest, EnrollmentResponse } from '@coreledger/shared/enrollment.ts';
import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { JoinToken } from '@coreledger/shared/join-token.ts';
import { ENROLLMENT_PATH, SIGNATURE_HEADER } from '@coreledger/shared/wire.ts';
import { AGENT_VERSION } from '../agent-version.ts';
import { pinnedAuthority } from '../delivery/pinned-authority.ts';
import { type Answer, post, type Route } from '../delivery/post.ts';
import { signMessage } from '../delivery/sign-message.ts';
import type { AgentKey } from '../identity/key-pair.ts';
import { canonicalJson } from '../report/canonical-json.ts';
import type { Enrollment } from './enrollment.ts';

export type EnrollmentOutcome =
  | { readonly kind: 'enrolled'; readonly enrollment: Enrollment }
  | { readonly kind: 'failed'; readonly why: string };

/** Presents the key to the first collector of the token that answers. The same key enrolls again without harm. */
export async function enrollHost(
  token: JoinToken,
  urls: readonly string[],
  key: AgentKey,
  identity: HostIdentity,
  route: Omit<Route, 'ca'>,
  now: string,
): Promise<EnrollmentOutcome> {
  const failures: string[] = [];
  for (const url of urls) {
    const ca = await authorityFor(url, token.ca, route);
    if (ca.kind === 'mismatch') return { kind: 'failed', why: ca.why };
    if (ca.kind === 'unreachable') {
      failures.push(ca.why);
      continue;
    }
    const answer = await post(enrollmentPost(url, token, key, identity), { ...route, ca: ca.ca });
    if (answer.kind === 'unreachable') {
      failures.push(`${url}: ${answer.why}`);
      continue;
    }
    const response = responseOf(answer);
    if (response === null) return { kind: 'failed', why: refusalOf(answer, url) };
    return {
      kind: 'enrolled',
      enrollment: { ...response, urls, ca: ca.ca, keyId: key.id, enrolledAt: now },
    };
  }
  return { kind: 'failed', why: failures.join('; ') };
}

async function authorityFor(url: string, pin: string | null, route: Omit<Route, 'ca'>) {
  if (pin === null) return { kind: 'found' as const, ca: null };
  return pinnedAuthority(url, pin, route);
}

function enrollmentPost(url: string, token: JoinToken, key: AgentKey, identity: HostIdentity) {
  const body: EnrollmentRequest = { publicKey: key.publicKey, identity, agentVersion: AGENT_VERSION };
  const bytes = Buffer.from(canonicalJson(body));
  return {
    url: `${url}${ENROLLMENT_PATH}`,
    headers: { authorization: `Bearer ${token.secret}`, [SIGNATURE_HEADER]: signMessage(key, bytes) },
    body: gzipSync(bytes),
  };
}

function responseOf(answer: Answer): EnrollmentResponse | null {
  if (answer.status !== 200 && answer.status !== 201) return null;
  try {
    const { agentId, hostId, status } = JSON.parse(answer.body) as Record<string, unknown>;
    if (typeof agentId !== 'string' || typeof hostId !== 'string') return null;
    return status === 'active' || status === 'pending' ? { agentId, hostId, status } : null;
  } catch {
    return null;
  }
}

function refusalOf(answer: Answer, url: string): string {
  try {
    const { code, detail } = JSON.parse(answer.body) as Record<string, unknown>;
    if (typeof code === 'string')
      return `${url} refused: ${answer.status} ${code}${typeof detail === 'string' ? `: ${detail}` : ''}`;
  } catch {
    // Not a problem document: the status says it all.
  }
  return `${url} answered ${answer.status}, which is not how a collector answers`;
}
