import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostReport } from '@coreledger/shared/host-report.ts';
import { readerSettings } from '../../../collector/src/compose-readers.ts';
import type { AwsSource } from '../../../collector/src/ports/aws.ts';
import type { PositionAnswer } from '../../../collector/src/services/positions/compute-position.ts';
import { createComputations } from '../../../collector/src/services/readers.ts';
import type { JudgeFleet } from '../../../collector/src/services/reconcile/judge-fleet.ts';
import { createSyncAws, type SyncReport } from '../../../collector/src/services/sync-aws.ts';
import { startTestCollector, type TestCollector } from '../collector/running-collector.ts';
import { hostReport, identity, presentSection, request, type TestAgent } from '../collector/test-agent.ts';
import { SOURCES, startTestAws, type TestAws } from './test-aws.ts';

export interface AwsWorld extends TestAws {
  readonly collector: TestCollector;
  /** One run over all sources; pauses between attempts are skipped. */
  sync(): Promise<SyncReport>;
  /** A report of the host of this name, enrolled at its first. */
  report(
    hostName: string,
    registration: Registration | null,
    change?: Partial<HostReport['sections']>,
  ): Promise<TestAgent>;
  answer(): Promise<PositionAnswer>;
  readonly reconcile: JudgeFleet;
}

export interface Registration {
  readonly managedInstanceId: string;
  readonly region?: string;
}

interface WorldOptions {
  /** YAML; two accounts where left out. */
  readonly fleet?: string;
  /** licenses.yaml */
  readonly licenses?: string;
  readonly sources?: readonly AwsSource[];
  readonly pageLimit?: number;
  readonly inventoryTypes?: readonly string[];
}

/** A whole collector, an AWS double, and the sync between them. */
export async function startAwsWorld({
  licenses = 'licenses: []\n',
  sources = SOURCES,
  inventoryTypes = ['AWS:Application', 'AWS:InstanceDetailedInformation', 'AWS:Tag'],
  ...options
}: WorldOptions = {}): Promise<AwsWorld> {
  const test = await startTestAws({ ...options, sources });
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-world-'));
  const file = join(folder, 'licenses.yaml');
  writeFileSync(file, licenses);
  const collector = await startTestCollector(
    `licenses: ${file}\naws: ${JSON.stringify({ endpoint: test.double.url, syncEveryMinutes: 0, sources: sources.map(configured) })}\n`,
  );
  const { stores } = collector.collector;
  const { judge } = createComputations({
    ...(await readerSettings(collector.config)),
    stores,
    clock: { now: () => Date.now() },
  });
  const agents = new Map<string, TestAgent>();
  const sync = createSyncAws({
    aws: test.aws,
    store: stores.aws,
    clock: { now: Date.now },
    random: { uuid: randomUUID, secret: () => '' },
    inventoryTypes,
    concurrency: 2,
  });
  return {
    ...test,
    collector,
    sync: () => sync.run({ actor: 'test' }),
    async report(hostName, registration, change = {}) {
      const agent = agents.get(hostName) ?? (await collector.enrolled(hostName));
      agents.set(hostName, agent);
      const { managedInstanceId = null, region = null } = registration ?? {};
      const ssmRegistration = presentSection({
        managedInstanceId,
        region: managedInstanceId === null ? null : (region ?? 'eu-central-1'),
        identityType: null,
        agentVersion: null,
        source: null,
      });
      const { sections } = hostReport({ ssmRegistration, ...change });
      const message = agent.report({
        identity: identity({ hostName, fqdn: null, managedInstanceId }),
        sections,
      });
      const response = await collector.app.inject(request('/v1/agent/reports', message));
      if (response.statusCode !== 202) throw new Error(`the report was refused: ${response.body}`);
      return agent;
    },
    // An instant of its own, so that no answer of before is given again.
    answer: async () => (await judge()).answer,
    reconcile: judge,
    async close() {
      await collector.close();
      await test.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configured({ name, profile, roleArn, externalId, applyRoleArn, regions, organization }: AwsSource) {
  return {
    name,
    regions,
    organization,
    ...(profile !== null && { profile }),
    ...(roleArn !== null && { roleArn }),
    ...(externalId !== null && { externalId }),
    ...(applyRoleArn !== null && { applyRoleArn }),
  };
}
