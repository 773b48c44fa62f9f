import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Server } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { awsOnDemand } from './aws/aws-on-demand.ts';
import { AWS_PERMISSIONS } from './aws/permissions.ts';
import { readerSettings } from './compose-readers.ts';
import type { Config } from './config.ts';
import { usesOfSource } from './config-alerts.ts';
import { ensureFolder } from './ensure-folder.ts';
import { AppError } from './errors.ts';
import { buildApp } from './http/app.ts';
import type { Services } from './http/services.ts';
import { createTargets } from './notify/create-targets.ts';
import type { AwsSource } from './ports/aws.ts';
import type { Clock } from './ports/clock.ts';
import type { Random } from './ports/random.ts';
import type { Stores } from './ports/stores.ts';
import { type Schedules, startSchedules } from './schedules.ts';
import { createWatch } from './services/alerts/watch.ts';
import { createApplyPlan } from './services/apply-plan.ts';
import { createAskAws } from './services/ask-aws.ts';
import { createAwsPolicy } from './services/aws-policy.ts';
import { createDiagnose } from './services/diagnose.ts';
import { createEnrollAgent } from './services/enroll-agent.ts';
import { createFindNamed } from './services/find-named.ts';
import { createForgetAws } from './services/forget-aws.ts';
import { createImportPlacements } from './services/import-placements.ts';
import { createIngestReport } from './services/ingest-report.ts';
import { createJudgeIdentity } from './services/judge-identity.ts';
import { createManageActivations } from './services/manage-activations.ts';
import { createManageAgents } from './services/manage-agents.ts';
import { createManageApiKeys } from './services/manage-api-keys.ts';
import { createManageFindings } from './services/manage-findings.ts';
import { createManageHosts } from './services/manage-hosts.ts';
import { createManageTokens } from './services/manage-tokens.ts';
import { createPlanAws } from './services/plan-aws.ts';
import { createPruneHistory } from './services/prune-history.ts';
import { createReadAudit } from './services/read-audit.ts';
import { createReadAws } from './services/read-aws.ts';
import { createReadEvidence } from './services/read-evidence.ts';
import { createReaders } from './services/readers.ts';
import { createReconcile } from './services/reconcile/reconcile.ts';
import { createReadReports } from './services/reports/read-reports.ts';
import { createRotateAgentKey } from './services/rotate-agent-key.ts';
import { createReadTrend } from './services/snapshots/read-trend.ts';
import { createTakeSnapshot } from './services/snapshots/take-snapshot.ts';
import { createSyncAws } from './services/sync-aws.ts';
import { createWatchClock } from './services/watch-clock.ts';
import { nodeSignatures } from './signatures.ts';
import { openSqliteStores } from './store/sqlite/sqlite-stores.ts';
import { createReaderPool } from './threads/reader-pool.ts';
import { remoteReaders } from './threads/remote-readers.ts';
import { startReaderThread } from './threads/start-reader-thread.ts';
import { keepTls } from './tls/keep-tls.ts';
import { certificatesInUse, loadTls } from './tls/load-tls.ts';
import { VERSION } from './version.ts';

export interface Collector {
  readonly services: Services;
  readonly stores: Stores;
  readonly logger: Logger;
  /** Starts serving; resolves with the address it listens on. */
  listen(): Promise<string>;
  /** Finishes what was begun, then closes the store. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  /** Threads that compute reports; 0: this one does. */
  readonly threads?: number;
  readonly startThread?: typeof startReaderThread;
  /** See AppOptions. */
  readonly maxLoopDelayMs?: number;
}

const CLOSE_WITHIN_MS = 10_000;
const DOCTOR_WAITS_MS = 15_000;
const PRUNING_RESTS_MS = 25;

/** Joins adapters to services: the one place that knows both. */
export async function composeCollector(
  config: Config,
  logger: Logger = pino({ level: config.logLevel }),
  { threads = 0, startThread = startReaderThread, maxLoopDelayMs }: ComposeOptions = {},
): Promise<Collector> {
  const clock: Clock = { now: () => Date.now() };
  const random: Random = { uuid: () => randomUUID(), secret: () => randomBytes(32).toString('base64url') };
  ensureFolder(config.dataDir);
  const load = () => loadTls(config, clock.now());
  const tls = keepTls(await load(), load, logger);
  const stores = openSqliteStores(config.dataDir);
  const signatures = nodeSignatures();
  const closing = new AbortController();
  const { agents, reports, tokens, apiKeys, audit, plans } = stores;
  const aws = awsOnDemand(config.aws.sources, {
    endpoint: config.aws.endpoint,
    retryMode: 'adaptive',
    timeoutMs: 60_000,
    maxAttempts: 5,
    now: clock.now,
    retry: {
      attempts: 6,
      baseDelayMs: 500,
      maxDelayMs: 20_000,
      sleep: (ms) => setTimeout(ms, undefined, { signal: closing.signal }),
      random: Math.random,
    },
  });
  const readAws = createReadAws({ store: stores.aws, sources: aws.sources });
  const settings = await readerSettings(config);
  const pool =
    threads === 0
      ? null
      : createReaderPool({
          start: () => startThread({ dataDir: config.dataDir, settings }),
          threads,
          onLost: (err) => logger.error({ err }, 'a reader thread failed and is started again'),
        });
  const readers = pool === null ? createReaders({ ...settings, stores, clock }) : remoteReaders(pool);
  const reconcile = createReconcile({ judge: readers.fleet.judge, findings: stores.findings, clock });
  const identity = createJudgeIdentity({ index: stores.identities });
  const notifier = (name: string, region: string) =>
    aws.notifier(aws.sources.find((one) => one.name === name) as AwsSource, region);
  const warn = (fields: object, text: string) => logger.warn(fields, text);
  const targets = createTargets(config.alerts, { log: warn, notifier });
  const watch = createWatch({ store: stores.alerts, targets, clock, random, warn });
  const probe = () => stores.probe(clock.now());
  const watchClock = createWatchClock({ maintenance: stores.maintenance, audit, clock });
  async function pauseOfPruning(): Promise<void> {
    await setTimeout(PRUNING_RESTS_MS);
    if (closing.signal.aborted) throw new AppError('storage-unavailable', 'the collector is shutting down');
  }
  const base = { signatures, clock, random };
  const hosts = createManageHosts({ hosts: stores.hostAdmin, clock });
  const named = createFindNamed({ hosts, readers });
  const joinTokens = createManageTokens({
    ...base,
    tokens,
    reach: { urls: config.urls, caPin: tls.inUse?.caPin ?? null },
  });
  const sync = createSyncAws({
    aws,
    store: stores.aws,
    clock,
    random,
    inventoryTypes: config.aws.inventoryTypes,
    concurrency: config.aws.concurrency,
  });
  const services: Services = {
    ingest: createIngestReport({ agents, reports, signatures, clock }),
    enrollment: createEnrollAgent({ ...base, agents, tokens, identity }),
    keyRotation: createRotateAgentKey({ agents, signatures, clock }),
    agents: createManageAgents({ agents, hosts, clock }),
    hosts,
    imports: createImportPlacements({ placements: stores.placements, clock }),
    tokens: joinTokens,
    apiKeys: createManageApiKeys({ ...base, apiKeys }),
    audit: createReadAudit({ audit }),
    findings: createManageFindings({ findings: stores.findings, named, clock }),
    reconcile,
    reconciliation: readers.fleet.reconciliation,
    evidence: createReadEvidence({ reports }),
    reports: createReadReports(readers, clock),
    trend: createReadTrend(stores.snapshots, clock, named.license),
    takeSnapshot: createTakeSnapshot(readers.fleet.observe, stores.snapshots),
    check: readers.fleet.check,
    watch,
    aws: readAws,
    forgetAws: createForgetAws({ store: stores.aws, aws: readAws, clock }),
    askAws: createAskAws({ aws, read: readAws, hosts: readers.hosts }),
    activations: createManageActivations({ aws, tokens: joinTokens, audit, clock }),
    awsPolicy: createAwsPolicy({
      sources: aws.sources,
      permissions: AWS_PERMISSIONS,
      aws: readAws,
      usesOf: (source) => usesOfSource(config.alerts, source),
    }),
    sync,
    plans: createPlanAws({
      ...base,
      workOut: readers.fleet.plan,
      plans,
      deregisterAfterMs: config.aws.deregisterAfterMs,
    }),
    applyPlan: createApplyPlan({ aws, sync, plans, audit, signatures, clock }),
    maintenance: stores.maintenance,
    prune: createPruneHistory({
      store: stores.retention,
      audit,
      clock,
      historyMs: config.historyMs,
      pause: pauseOfPruning,
    }),
    diagnose: createDiagnose({
      maintenance: stores.maintenance,
      probe,
      certificates: () => (tls.inUse === null ? null : certificatesInUse(tls.inUse)),
      aws: { aws, read: readAws, deadline: awsDeadline },
      clock,
    }),
    ready: probe,
  };
  let app: FastifyInstance | undefined;
  let schedules: Schedules | undefined;
  return {
    services,
    stores,
    logger,
    async listen() {
      const serving = await buildApp({
        services,
        version: VERSION,
        logger,
        tls: tls.inUse,
        ...(maxLoopDelayMs === undefined ? {} : { maxLoopDelayMs }),
      });
      app = serving;
      const address = await serving.listen({ host: config.listen.host, port: config.listen.port });
      const { server } = serving;
      const checkTls = async () => (server instanceof Server ? tls.check(server) : undefined);
      schedules = startSchedules({ services, config, logger, watchClock, notifier, checkTls });
      return address;
    },
    async close() {
      closing.abort();
      sync.cutOff();
      const ended = schedules?.stop();
      await app?.close();
      // What is cut off here is gone on with at the next start: a sync by its parts, a message by its place in the outbox.
      await Promise.race([ended, setTimeout(CLOSE_WITHIN_MS, undefined, { ref: false })]);
      await pool?.close();
      aws.close();
      await stores.close();
    },
  };
}

async function awsDeadline(): Promise<never> {
  await setTimeout(DOCTOR_WAITS_MS, undefined, { ref: false });
  throw new AppError('aws-unavailable', `no answer in ${DOCTOR_WAITS_MS / 1000} s`);
}
