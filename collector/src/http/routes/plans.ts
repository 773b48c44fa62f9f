import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { StoredPlan } from '../../ports/plan-store.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const Outcome = Type.Object({
  state: Type.String({
    description:
      'started: the answer never came, the next apply settles it. done, already (it was so), drifted (AWS has moved since), failed',
  }),
  at: Instant,
  actor: Type.String(),
  detail: Nullable(Type.String()),
});
const Step = Type.Object({
  step: Type.Integer({ description: 'From 1' }),
  kind: Type.String(),
  source: Type.String(),
  account: Type.String(),
  region: Type.String(),
  license: Nullable(Type.String()),
  text: Type.String({ description: 'What will be done' }),
  reason: Type.String(),
  call: Type.Unknown({ description: 'What the call carries: wanted fields, ARNs, tags' }),
  outcome: Nullable(Outcome),
});
const Plan = Type.Object({
  planId: Type.String(),
  digest: Type.String({ description: 'SHA-256 of what is to be reviewed; apply names it' }),
  madeAt: Instant,
  madeBy: Type.String(),
  steps: Type.Array(Step),
  leftOut: Type.Array(
    Type.Object({ license: Nullable(Type.String()), what: Type.String(), reason: Type.String() }),
    { description: 'Wanted, and not possible or not safe now' },
  ),
});
const ApplyBody = Type.Object(
  {
    digest: Type.String({ pattern: '^[0-9a-fA-F]{12,64}$' }),
    continueOnError: Type.Optional(Type.Boolean()),
    reason: Type.Optional(Type.String({ maxLength: 1000, description: 'Recorded in the audit log' })),
  },
  { additionalProperties: false },
);

/** The only way Coreledger changes AWS: a plan that somebody reviewed, by its digest. */
export function planRoutes(
  { plans, applyPlan }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/v1/plans',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['aws'],
          summary: 'Work out the difference between licenses.yaml and AWS; nothing is changed',
          security: ApiKeySecurity,
          response: answers({ 201: Plan }),
        },
      },
      async (request, reply) => reply.code(201).send(toPlan(await plans.make(actorOf(request)))),
    );
    app.get(
      '/v1/plans',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['aws'],
          summary: 'Plans, newest first, with what became of their steps',
          security: ApiKeySecurity,
          querystring: Type.Object(PageQuery),
          response: answers({ 200: PageOf(Plan) }),
        },
      },
      async ({ query }) => {
        const { items, next } = await plans.list({ limit: query.limit ?? 20, after: query.after });
        return { items: items.map(toPlan), next };
      },
    );
    app.get(
      '/v1/plans/:id',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['aws'],
          summary: 'One plan',
          security: ApiKeySecurity,
          params: IdParams,
          response: answers({ 200: Plan }, 404),
        },
      },
      async ({ params }) => toPlan(await plans.show(params.id)),
    );
    app.post(
      '/v1/plans/:id/apply',
      {
        onRequest: requireRole('admin'),
        schema: {
          tags: ['aws'],
          summary: 'Execute exactly the reviewed plan; can be asked again, done steps are not repeated',
          security: ApiKeySecurity,
          params: IdParams,
          body: ApplyBody,
          response: answers({ 200: Plan }, 404, 409),
        },
      },
      async (request) => {
        const { digest, continueOnError = false, reason = null } = request.body;
        const planId = request.params.id;
        return toPlan(
          await applyPlan.apply({ planId, digest, continueOnError, reason, actor: actorOf(request) }),
        );
      },
    );
  };
}

function toPlan({ planId, digest, madeAt, madeBy, steps, leftOut, outcomes }: StoredPlan) {
  return {
    planId,
    digest,
    madeAt: iso(madeAt),
    madeBy,
    steps: steps.map((one, index) => {
      const { kind, source, account, region, text, reason, ...call } = one;
      const outcome = outcomes.find(({ step }) => step === index + 1);
      return {
        step: index + 1,
        kind,
        source,
        account,
        region,
        license: 'license' in one ? one.license : null,
        text,
        reason,
        call,
        outcome:
          outcome === undefined
            ? null
            : {
                state: outcome.state,
                at: iso(outcome.at),
                actor: outcome.actor,
                detail: outcome.detail,
              },
      };
    }),
    leftOut: [...leftOut],
  };
}
