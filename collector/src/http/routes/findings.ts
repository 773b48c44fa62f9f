import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { TrackedFinding } from '../../ports/finding-store.ts';
import { licensesOf } from '../../reconciliation/finding.ts';
import type { ExplainedFinding } from '../../services/manage-findings.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const State = Type.Union([Type.Literal('open'), Type.Literal('acknowledged'), Type.Literal('resolved')]);
const Side = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()]));
const Finding = Type.Object({
  key: Type.String({ description: 'Stable: the same doubt found again is the same finding' }),
  kind: Type.String(),
  severity: Type.String(),
  state: State,
  summary: Type.String(),
  cause: Nullable(
    Type.String({ description: 'What the evidence says of the cause; null where it says nothing' }),
  ),
  hostId: Nullable(Type.String()),
  license: Nullable(
    Type.String({ description: 'The license that it concerns; null where none, or several' }),
  ),
  licenses: Type.Array(Type.String(), { description: 'Every license that it concerns' }),
  since: Instant,
  lastSeenAt: Instant,
  resolvedAt: Nullable(Instant),
  ours: Side,
  theirs: Side,
  acknowledgement: Nullable(
    Type.Object({ by: Type.String(), reason: Type.String(), until: Nullable(Instant) }),
  ),
});
const Explained = Type.Object({
  ...Finding.properties,
  title: Type.String(),
  likelyCauses: Type.Array(Type.String(), { description: 'Most likely first' }),
  remedy: Type.String({ description: 'What to do' }),
  history: Type.Array(
    Type.Object({ at: Instant, event: Type.String(), actor: Type.String(), reason: Nullable(Type.String()) }),
  ),
});
const KeyParams = Type.Object({ key: Type.String({ minLength: 1, maxLength: 1024 }) });
const Acknowledge = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1000 }), until: Type.Optional(Instant) },
  { additionalProperties: false },
);

/** Differences and doubts, with evidence of both sides, likely causes and remedy. */
export function findingRoutes({ findings }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/findings',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['findings'],
          summary: 'List findings',
          security: ApiKeySecurity,
          querystring: Type.Object({
            ...PageQuery,
            state: Type.Optional(State),
            kind: Type.Optional(Type.String({ maxLength: 64 })),
            host: Type.Optional(Type.String({ maxLength: 255, description: 'Id or unique name of a host' })),
            license: Type.Optional(
              Type.String({
                maxLength: 256,
                description: 'Id or unique name of a license that it concerns, alone or with others',
              }),
            ),
          }),
          response: answers({ 200: PageOf(Finding) }, 404, 409),
        },
      },
      async ({ query: { limit = 100, after, state, kind, host, license } }) => {
        const page = await findings.list({ limit, after, state, kind, host, license });
        return { items: page.items.map(toFinding), next: page.next };
      },
    );

    app.get(
      '/v1/findings/:key',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['findings'],
          summary: 'One finding, explained',
          security: ApiKeySecurity,
          params: KeyParams,
          response: answers({ 200: Explained }, 404),
        },
      },
      async ({ params }) => toExplained(await findings.show(params.key)),
    );

    app.post(
      '/v1/findings/:key/acknowledge',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['findings'],
          summary: 'Acknowledge a finding: known, and why',
          security: ApiKeySecurity,
          params: KeyParams,
          body: Acknowledge,
          response: answers({ 200: Explained }, 404),
        },
      },
      async (request) => {
        const { reason, until } = request.body;
        const time = until === undefined ? null : Date.parse(until);
        return toExplained(await findings.acknowledge(request.params.key, actorOf(request), reason, time));
      },
    );
  };
}

function toFinding(finding: TrackedFinding) {
  const { acknowledgement } = finding;
  return {
    ...finding,
    cause: finding.cause ?? null,
    licenses: [...licensesOf(finding)],
    ours: { ...finding.ours },
    theirs: { ...finding.theirs },
    since: iso(finding.since),
    lastSeenAt: iso(finding.lastSeenAt),
    resolvedAt: iso(finding.resolvedAt),
    acknowledgement:
      acknowledgement === null ? null : { ...acknowledgement, until: iso(acknowledgement.until) },
  };
}

function toExplained({ finding, text, history }: ExplainedFinding) {
  return {
    ...toFinding(finding),
    title: text.title,
    likelyCauses: [...text.causes],
    remedy: text.remedy,
    history: history.map((event) => ({ ...event, at: iso(event.at) })),
  };
}
