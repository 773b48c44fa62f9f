import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { UnitFreshness } from '../../ports/aws-store.ts';
import { consoleUrls } from '../../reconciliation/aws-partition.ts';
import type { SyncReport } from '../../services/sync-aws.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const Unit = Type.Object({
  account: Type.String(),
  region: Type.String(),
  kind: Type.String(),
  part: Type.String({
    description: 'Inventory type or license configuration; empty where there is one part',
  }),
});
const Outcome = Type.Intersect([
  Unit,
  Type.Object({
    status: Type.String({ description: 'complete, failed or skipped (read by the run that was resumed)' }),
    facts: Type.Integer(),
    error: Nullable(Type.String()),
  }),
]);
const Report = Type.Object({
  runId: Type.String(),
  startedAt: Instant,
  finishedAt: Instant,
  resumed: Nullable(Type.String()),
  complete: Type.Integer(),
  failed: Type.Integer(),
  skipped: Type.Integer(),
  unreachable: Type.Array(
    Type.Object({
      source: Type.String(),
      region: Type.String(),
      account: Nullable(Type.String()),
      error: Type.String(),
    }),
  ),
  units: Type.Array(Outcome),
});
const Run = Type.Object({
  runId: Type.String(),
  actor: Type.String(),
  startedAt: Instant,
  finishedAt: Nullable(Instant),
});
const Source = Type.Object({
  source: Type.String(),
  region: Type.String(),
  account: Nullable(Type.String()),
  roleArn: Nullable(Type.String()),
  error: Nullable(Type.String()),
  lastAttemptAt: Nullable(Instant),
  console: Type.Object({ systemsManager: Type.String(), licenseManager: Type.String() }),
  units: Type.Array(
    Type.Intersect([
      Unit,
      Type.Object({
        lastSuccessAt: Nullable(Instant),
        lastAttemptAt: Instant,
        staleSince: Nullable(Instant),
        error: Nullable(Type.String()),
      }),
    ]),
  ),
});
const SyncRequest = Type.Object(
  { sources: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 })) },
  { additionalProperties: false },
);

const Scope = { account: Type.String(), region: Type.String() };
const Unconfigured = Type.Object(
  { ...Scope, lastSuccessAt: Nullable(Instant) },
  { description: 'What was read of it still counts, stale, though no configured source reads it' },
);
const Forgotten = Type.Object({ ...Scope, facts: Type.Integer({ description: 'Facts that ended' }) });
const ForgetRequest = Type.Object(
  {
    account: Type.String({ pattern: '^\\d{12}$' }),
    region: Type.Optional(Type.String({ maxLength: 32, description: 'Left out: all of them' })),
    reason: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  { additionalProperties: false },
);

/** Reading AWS now, and how fresh what was read is. */
export function awsSyncRoutes(
  { aws, sync, forgetAws }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/v1/syncs',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['aws'],
          summary: 'Read AWS now; answers when the run is over',
          description:
            'A call during a run gives that run. What cannot be read leaves what was known, stale.',
          security: ApiKeySecurity,
          body: SyncRequest,
          response: answers({ 200: Report }),
        },
      },
      async (request) => toReport(await sync.run({ actor: actorOf(request), sources: request.body.sources })),
    );
    app.get(
      '/v1/syncs',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['aws'],
          summary: 'Runs, newest first',
          security: ApiKeySecurity,
          querystring: Type.Object(PageQuery),
          response: answers({ 200: PageOf(Run) }),
        },
      },
      async ({ query }) => {
        const page = await sync.runs({ limit: query.limit ?? 100, after: query.after });
        const items = page.items.map(({ runId, actor, startedAt, finishedAt }) => ({
          runId,
          actor,
          startedAt: iso(startedAt),
          finishedAt: iso(finishedAt),
        }));
        return { items, next: page.next };
      },
    );
    app.get(
      '/v1/aws/sources',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['aws'],
          summary: 'Configured accounts and Regions, and the freshness of each part read from them',
          security: ApiKeySecurity,
          response: answers({
            200: Type.Object({ items: Type.Array(Source), unconfigured: Type.Array(Unconfigured) }),
          }),
        },
      },
      async () => ({
        items: (await aws.sources()).map((source) => ({
          ...source,
          console: consoleUrls(source.region),
          lastAttemptAt: iso(source.lastAttemptAt),
          units: source.units.map(toUnit),
        })),
        unconfigured: (await aws.unconfigured()).map((one) => ({
          ...one,
          lastSuccessAt: iso(one.lastSuccessAt),
        })),
      }),
    );
    app.post(
      '/v1/aws/forget',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['aws'],
          summary: 'End from now on what AWS said of an account that no configured source reads any more',
          description: 'Until then it counts, stale. Answers about the time before stay what they were.',
          security: ApiKeySecurity,
          body: ForgetRequest,
          response: answers({ 200: Type.Object({ items: Type.Array(Forgotten) }) }),
        },
      },
      async (request) => ({
        items: [...(await forgetAws({ ...request.body, actor: actorOf(request) }))],
      }),
    );
  };
}

function toUnit(unit: UnitFreshness) {
  return {
    ...unit,
    lastSuccessAt: iso(unit.lastSuccessAt),
    lastAttemptAt: iso(unit.lastAttemptAt),
    staleSince: iso(unit.staleSince),
  };
}

function toReport(report: SyncReport) {
  return {
    ...report,
    startedAt: iso(report.startedAt),
    finishedAt: iso(report.finishedAt),
    unreachable: [...report.unreachable],
    units: [...report.units],
  };
}
