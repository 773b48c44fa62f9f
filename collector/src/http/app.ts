import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import underPressure from '@fastify/under-pressure';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { secureContext } from '../tls/keep-tls.ts';
import { registerAuthentication } from './plugins/authentication.ts';
import { registerClosedRequests } from './plugins/closed-requests.ts';
import { registerDashboard } from './plugins/dashboard.ts';
import { registerMetrics } from './plugins/metrics.ts';
import { registerOpenapi } from './plugins/openapi.ts';
import { registerProblems } from './plugins/problems.ts';
import { activationRoutes } from './routes/activations.ts';
import { agentMessageRoutes } from './routes/agent-messages.ts';
import { agentRoutes } from './routes/agents.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { awsFactRoutes } from './routes/aws-facts.ts';
import { awsHostRoutes } from './routes/aws-hosts.ts';
import { awsSyncRoutes } from './routes/aws-syncs.ts';
import { checkRoutes } from './routes/checks.ts';
import { consumptionRoutes } from './routes/consumption.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { findingRoutes } from './routes/findings.ts';
import { healthRoutes } from './routes/health.ts';
import { hostChangeRoutes } from './routes/host-changes.ts';
import { hostRoutes } from './routes/hosts.ts';
import { importRoutes } from './routes/imports.ts';
import { keyRoutes } from './routes/keys.ts';
import { planRoutes } from './routes/plans.ts';
import { reconciliationRoutes } from './routes/reconciliation.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { trendRoutes } from './routes/trends.ts';
import type { Services } from './services.ts';

/**
 * Mean lateness of the event loop over five seconds beyond which requests are turned away: each turn then takes longer than
 * anybody waits for, and what is refused comes back after Retry-After, with jitter. One long turn (a backup of a large
 * database) does not reach it.
 */
const MAX_LOOP_DELAY_MS = 1_000;
const LOOP_SAMPLE_MS = 5_000;
/** How often connections are held against `headersTimeout` and `requestTimeout`; Node's own 30 s let a trickle live longer. */
const CHECK_SLOW_EVERY_MS = 5_000;

export interface AppOptions {
  readonly services: Services;
  readonly version: string;
  readonly logger: FastifyBaseLogger | false;
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly loopSampleMs?: number;
  /** Mean lateness of the event loop beyond which requests are refused. */
  readonly maxLoopDelayMs?: number;
}

/** The HTTP application, not yet listening: tests drive it by `inject`. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { services, version, logger, tls, loopSampleMs = LOOP_SAMPLE_MS } = options;
  const maxEventLoopDelay = options.maxLoopDelayMs ?? MAX_LOOP_DELAY_MS;
  const app = fastify({
    ...(logger === false ? { logger: false } : { loggerInstance: logger }),
    ...(tls === null
      ? { http: { connectionsCheckingInterval: CHECK_SLOW_EVERY_MS } }
      : { https: { ...secureContext(tls), connectionsCheckingInterval: CHECK_SLOW_EVERY_MS } }),
    // Plain HTTP is for a proxy on this machine: it says who called.
    trustProxy: tls === null ? 'loopback' : false,
    bodyLimit: 1024 * 1024,
    connectionTimeout: 30_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, allErrors: false } },
  } as Parameters<typeof fastify>[0]).withTypeProvider<TypeBoxTypeProvider>() as unknown as FastifyInstance;
  app.server.maxHeadersCount = 100;
  app.server.headersTimeout = 20_000;

  registerProblems(app);
  registerClosedRequests(app);
  await app.register(helmet, { contentSecurityPolicy: false });
  await app.register(rateLimit, { global: false });
  await app.register(underPressure, {
    maxEventLoopDelay,
    sampleInterval: loopSampleMs,
    retryAfter: 10,
  });
  await registerOpenapi(app, version);
  registerMetrics(app);

  const requireRole = registerAuthentication(app, services.apiKeys);
  await app.register(async (scope) => agentMessageRoutes(scope, services));
  await app.register(healthRoutes(services));
  await app.register(agentRoutes(services, requireRole));
  await app.register(tokenRoutes(services, requireRole));
  await app.register(keyRoutes(services, requireRole));
  await app.register(auditRoutes(services, requireRole));
  await app.register(evidenceRoutes(services, requireRole));
  await app.register(consumptionRoutes(services, requireRole));
  await app.register(hostRoutes(services, requireRole));
  await app.register(hostChangeRoutes(services, requireRole));
  await app.register(importRoutes(services, requireRole));
  await app.register(findingRoutes(services, requireRole));
  await app.register(reconciliationRoutes(services, requireRole));
  await app.register(trendRoutes(services, requireRole));
  await app.register(checkRoutes(services, requireRole));
  await app.register(alertRoutes(services, requireRole));
  await app.register(awsSyncRoutes(services, requireRole));
  await app.register(awsFactRoutes(services, requireRole));
  await app.register(awsHostRoutes(services, requireRole));
  await app.register(activationRoutes(services, requireRole));
  await app.register(planRoutes(services, requireRole));
  await registerDashboard(app);
  await app.ready();
  return app;
}
