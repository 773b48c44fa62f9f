import { type EnrollmentResponse, KeyRotationRequest } from '@coreledger/shared/enrollment.ts';
import { Compile } from 'typebox/compile';
import { AppError } from '../errors.ts';
import type { AgentRecord, AgentStore } from '../ports/agent-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Signatures } from '../ports/signatures.ts';
import { parseSignedBody } from './parse-signed-body.ts';

const rotationRequest = Compile(KeyRotationRequest);

export interface RotateAgentKey {
  /** Puts a new key in the place of the one that signs. Throws AppError `bad-signature`, `unauthenticated`, `forbidden`, `conflict`, `invalid-report`. */
  rotate(bytes: Uint8Array, signature: string): Promise<EnrollmentResponse>;
}

export function createRotateAgentKey(parts: {
  agents: AgentStore;
  signatures: Signatures;
  clock: Clock;
}): RotateAgentKey {
  const { agents, signatures, clock } = parts;
  return {
    async rotate(bytes, signature) {
      const request = parseSignedBody<KeyRotationRequest>(bytes, rotationRequest, null);
      const { agentId, publicKey, proof } = request;
      const kid = signatures.thumbprint(publicKey);
      // Keys in their canonical order: what the new key has signed.
      const claim = Buffer.from(
        JSON.stringify({ agentId, publicKey: { crv: publicKey.crv, kty: publicKey.kty, x: publicKey.x } }),
      );
      if (signatures.keyIdOf(proof) !== kid)
        throw new AppError('bad-signature', 'the proof must be signed by the new key');
      await signatures.verify(proof, claim, publicKey.x);
      const agent = await agents.byId(agentId);
      if (agent === undefined) throw new AppError('unauthenticated', `no agent ${agentId}`);
      // The new key holds already: the answer to a first try was lost, and the proof is the current key's own.
      if (agent.kid === kid) return responseOf(agent);
      if (signatures.keyIdOf(signature) !== agent.kid)
        throw new AppError('bad-signature', 'sign with the key that is to be replaced');
      await signatures.verify(signature, bytes, agent.publicKey);
      responseOf(agent);
      const at = clock.now();
      const entry = {
        at,
        actor: `agent:${agentId}`,
        action: 'agent.rotate-key',
        subject: `agent:${agentId}`,
        reason: null,
        detail: { hostId: agent.hostId, from: agent.kid, to: kid },
      };
      // A request recorded long ago must not bring back the key it named.
      if (!(await agents.rotateKey(agentId, { kid, publicKey: publicKey.x, at }, entry)))
        throw new AppError('conflict', 'the new key is or was in use: make another');
      return responseOf(agent);
    },
  };
}

function responseOf({ agentId, hostId, status }: AgentRecord): EnrollmentResponse {
  if (status === 'revoked')
    throw new AppError('forbidden', 'this agent key was revoked: enrol the host again');
  return { agentId, hostId, status };
}
