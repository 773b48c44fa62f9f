import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, request, signDetached, type TestAgent } from '../../support/collector/test-agent.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey.export({ format: 'jwk' }).x as string } as const;
  const canonical = JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x });
  return { privateKey, key, kid: createHash('sha256').update(canonical).digest('base64url') };
}

function rotation(agent: TestAgent, next: ReturnType<typeof newKey>, prover = next) {
  const claim = { agentId: agent.agentId, publicKey: next.key };
  const proof = signDetached(claim, prover.privateKey, next.kid).signature;
  return request('/v1/agent/key', agent.sign({ ...claim, proof }));
}

it('lets the new key take over, refuses the old one, and answers a repeated request alike', async () => {
  const agent = await collector.enrolled();
  const next = newKey();
  const asked = rotation(agent, next);
  for (const _try of [1, 2]) {
    const answer = await collector.app.inject(asked);
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { agentId: agent.agentId, hostId: agent.hostId, status: 'active' },
    ]);
  }
  const report = { ...hostReport(), agentId: agent.agentId, sequence: 1 };
  const old = await collector.app.inject(request('/v1/agent/reports', agent.sign(report)));
  expect([old.statusCode, old.json().code]).toEqual([401, 'unauthenticated']);
  const signed = signDetached(report, next.privateKey, next.kid);
  expect((await collector.app.inject(request('/v1/agent/reports', signed))).statusCode).toBe(202);
});

it('refuses a key that does not prove itself, and one that was in use before', async () => {
  const agent = await collector.enrolled();
  const unproven = await collector.app.inject(rotation(agent, newKey(), newKey()));
  expect([unproven.statusCode, unproven.json().code]).toEqual([401, 'bad-signature']);

  const other = await collector.enrolled('db02');
  const stranger = newKey();
  const claim = { agentId: agent.agentId, publicKey: stranger.key };
  const proof = signDetached(claim, stranger.privateKey, stranger.kid).signature;
  const foreign = await collector.app.inject(request('/v1/agent/key', other.sign({ ...claim, proof })));
  expect([foreign.statusCode, foreign.json().code]).toEqual([401, 'bad-signature']);

  const first = newKey();
  await collector.app.inject(rotation(agent, first));
  const second = newKey();
  const on = { agentId: agent.agentId, publicKey: second.key };
  const onward = { ...on, proof: signDetached(on, second.privateKey, second.kid).signature };
  await collector.app.inject(request('/v1/agent/key', signDetached(onward, first.privateKey, first.kid)));
  const back = { agentId: agent.agentId, publicKey: first.key };
  const backward = { ...back, proof: signDetached(back, first.privateKey, first.kid).signature };
  const answer = await collector.app.inject(
    request('/v1/agent/key', signDetached(backward, second.privateKey, second.kid)),
  );
  expect([answer.statusCode, answer.json().code]).toEqual([409, 'conflict']);
});
