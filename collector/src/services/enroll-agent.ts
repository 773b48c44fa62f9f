import { EnrollmentRequest, type EnrollmentResponse } from '@coreledger/shared/enrollment.ts';
import { Compile } from 'typebox/compile';
import { AppError } from '../errors.ts';
import type { AgentStore, NewAgent } from '../ports/agent-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentityCheck } from '../ports/identity-check.ts';
import type { Random } from '../ports/random.ts';
import type { Signatures } from '../ports/signatures.ts';
import type { TokenStore } from '../ports/token-store.ts';
import { checkToken, noUseLeft } from './check-token.ts';
import { parseSignedBody } from './parse-signed-body.ts';
import { createQuota } from './quota.ts';

const enrollmentRequest = Compile(EnrollmentRequest);

export interface EnrollAgent {
  /** `created` is false where this very key was enrolled before. Throws AppError `unauthenticated`, `forbidden`, `bad-signature`, `invalid-report`, `rate-limited`. */
  enroll(call: EnrollmentCall): Promise<EnrollmentAnswer>;
}

interface EnrollmentCall {
  readonly bytes: Uint8Array;
  readonly signature: string;
  readonly secret: string;
  readonly address: string;
}

type EnrollmentAnswer = EnrollmentResponse & { readonly created: boolean };

export function createEnrollAgent(parts: {
  agents: AgentStore;
  tokens: TokenStore;
  identity: IdentityCheck;
  signatures: Signatures;
  clock: Clock;
  random: Random;
}): EnrollAgent {
  const { agents, tokens, identity, signatures, clock, random } = parts;
  // Guesses are charged, enrolments are not: a whole site may enrol from behind one address.
  const guesses = createQuota({
    burst: 20,
    perSecond: 0.1,
    refusal: 'too many unknown join tokens from this address',
  });

  async function enroll(call: EnrollmentCall): Promise<EnrollmentAnswer> {
    const { bytes, signature, secret, address } = call;
    const at = clock.now();
    guesses.check(address, at);
    const token = await tokens.bySecretHash(signatures.sha256(secret));
    if (token === undefined) {
      guesses.charge(address, at);
      throw new AppError('unauthenticated', 'the join token is not known to this collector');
    }
    const request = parseSignedBody<EnrollmentRequest>(bytes, enrollmentRequest, null);
    const kid = signatures.thumbprint(request.publicKey);
    if (signatures.keyIdOf(signature) !== kid)
      throw new AppError('bad-signature', 'sign with the key that is enrolled');
    await signatures.verify(signature, bytes, request.publicKey.x);
    const known = await agents.byKid(kid);
    if (known !== undefined) return { ...responseOf(known), created: false };
    checkToken(token, { at, address, hostName: request.identity.hostName });

    const verdict = await identity.judge(request.identity);
    // A key that nobody vouched for never writes into a known host: it begins one of its own, which counts meanwhile.
    const claim = verdict.kind === 'takeover' ? verdict.claim : null;
    const status = claim === null ? 'active' : 'pending';
    const [agentId, hostId] = [random.uuid(), random.uuid()];
    const agent: NewAgent = {
      agentId,
      hostId,
      kid,
      publicKey: request.publicKey.x,
      status,
      claim,
      identity: request.identity,
      version: request.agentVersion,
      at,
      tokenId: token.tokenId,
    };
    const outcome = await agents.enroll(agent, {
      at,
      actor: `agent:${agentId}`,
      action: status === 'pending' ? 'agent.enroll-pending' : 'agent.enroll',
      subject: `host:${hostId}`,
      reason: claim === null ? null : `looks like a known host by ${claim.matched.join(' and ')}`,
      detail: {
        ...(claim === null
          ? {}
          : { claims: claim.hostId, others: claim.others.map(({ hostId: other }) => other).join(' ') }),
        hostName: request.identity.hostName,
        kid,
        tokenId: token.tokenId,
        address,
      },
    });
    switch (outcome) {
      case 'enrolled':
        return { agentId, hostId, status, created: true };
      case 'known-key':
        // It was sent again before the first was answered.
        return enroll(call);
      case 'no-use-left':
        throw noUseLeft();
    }
  }

  return { enroll };
}

function responseOf(agent: { agentId: string; hostId: string; status: string }): EnrollmentResponse {
  if (agent.status === 'revoked')
    throw new AppError('forbidden', 'this agent key was revoked: make a new key and enrol again');
  return {
    agentId: agent.agentId,
    hostId: agent.hostId,
    status: agent.status === 'pending' ? 'pending' : 'active',
  };
}
