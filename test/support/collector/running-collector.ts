import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type Collector, type ComposeOptions, composeCollector } from '../../../collector/src/composition.ts';
import { type Config, parseConfig } from '../../../collector/src/config.ts';
import { buildApp } from '../../../collector/src/http/app.ts';
import { identity, request, type TestAgent, testAgent } from './test-agent.ts';

export interface TestCollector {
  readonly collector: Collector;
  readonly app: FastifyInstance;
  readonly config: Config;
  /** A new key, enrolled; `hardware`: what its machine says of itself. */
  enrolled(hostName?: string, hardware?: Partial<HostIdentity>): Promise<TestAgent>;
  bearer(role: 'viewer' | 'operator' | 'admin'): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

/** Reports are computed in the test's own thread; the same tests hold with `CORELEDGER_TEST_THREADS=1`. */
const REPORT_THREADS = Number(process.env.CORELEDGER_TEST_THREADS ?? 0);

/** However busy this machine is, no request is turned away for it; under-pressure.test.ts is about that. */
const PATIENT_MS = 60_000;

/** A whole collector on a folder of its own, spoken to without a socket. `extra`: further lines of its configuration. */
export async function startTestCollector(
  extra = '',
  folder = mkdtempSync(join(tmpdir(), 'coreledger-')),
  options: ComposeOptions = {},
): Promise<TestCollector> {
  const config = parseConfig(
    `dataDir: ${folder}\ntls: off\nlogLevel: silent\n${extra}`,
    join(folder, 'coreledger.yaml'),
  );
  const logger = pino({ level: 'silent' });
  const collector = await composeCollector(config, logger, { threads: REPORT_THREADS, ...options });
  const app = await buildApp({
    services: collector.services,
    version: 'test',
    logger,
    tls: null,
    maxLoopDelayMs: PATIENT_MS,
  });
  return {
    collector,
    app,
    config,
    async enrolled(hostName = 'db01', hardware = {}) {
      const { token } = await collector.services.tokens.create({
        maxUses: 1,
        validMs: 60_000,
        description: null,
        hostPattern: null,
        cidrs: [],
        actor: 'test',
      });
      const agent = testAgent();
      const { secret } = JSON.parse(Buffer.from(token.slice('clj1.'.length), 'base64url').toString());
      const body = agent.sign({
        publicKey: agent.publicKey,
        identity: identity({ hostName, ...hardware }),
        agentVersion: '0.1.0',
      });
      const response = await app.inject(request('/v1/agents', body, { authorization: `Bearer ${secret}` }));
      if (response.statusCode !== 201) throw new Error(`enrolment failed: ${response.body}`);
      Object.assign(agent, { agentId: response.json().agentId, hostId: response.json().hostId });
      return agent;
    },
    async bearer(role) {
      const { key } = await collector.services.apiKeys.create({
        name: 'test',
        role,
        validMs: null,
        actor: 'test',
      });
      return { authorization: `Bearer ${key}` };
    },
    async close() {
      await app.close();
      await collector.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
