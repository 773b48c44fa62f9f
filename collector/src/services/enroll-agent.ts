import { EnrollmentRequest, type EnrollmentResponse } from '@coreledger/shared/enrollment.ts';
import { Compile } from 'typebox/compile';
import { AppError } from '../errors.ts';
import type { AgentStore, NewAgent } from '../ports/agent-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentityCheck } from '../ports/identity-check.ts';
import type { Random } from '../ports/random.ts';
import type { Signatures } from '../ports/signatures.ts';
import type { TokenStore } from '../ports/token-store.ts';
import { checkToken } from './check-token.ts';
import { parseSignedBody } from './parse-signed-body.ts';
import { createQuota } from './quota.ts';

const enrollmentRequest = Compile(EnrollmentRequest);

export interface EnrollAgent {
  /** `created` is false where this very key was enrolled before. Throws AppError `unauthenticated`, `forbidden`, `bad-signature`, `invalid-report`, `rate-limited`. */
  enroll(call: {
    bytes: Uint8Array;
    signature: string;
    secret: string;
    address: string;
  }): Promise<EnrollmentResponse & { created: boolean }>;
}

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
  return {
    async enroll({ bytes, signature, secret, address }) {
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
      await agents.enroll(agent, {
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
      return { agentId, hostId, status, created: true };
    },
  };
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
