import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Likeness } from '../../identity/choose-host.ts';
import type { AgentRecord } from '../../ports/agent-store.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const Status = Type.Union([Type.Literal('active'), Type.Literal('pending'), Type.Literal('revoked')]);
const LIKENESS = { hostId: Type.String(), matched: Type.Array(Type.String()) };
const Agent = Type.Object({
  agentId: Type.String(),
  hostId: Type.String(),
  hostName: Type.String(),
  kid: Type.String({ description: 'RFC 7638 thumbprint of the agent key' }),
  status: Status,
  version: Type.String(),
  enrolledAt: Instant,
  lastSeenAt: Nullable(Instant),
  lastSequence: Nullable(Type.Integer()),
  looksLike: Nullable(
    Type.Object(
      {
        ...LIKENESS,
        others: Type.Array(Type.Object(LIKENESS), {
          description: 'Hosts that it looks like as well, or that carry what this one does not',
        }),
      },
      { description: 'The host known when it enrolled that it shares most identifiers with' },
    ),
  ),
});
const Reason = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1000, description: 'Recorded in the audit log' }) },
  { additionalProperties: false },
);

const Approval = Type.Union([Type.Literal('same-host'), Type.Literal('new-host')], {
  description:
    'same-host: its own host is merged into the known one, which goes on under the new key. new-host: a clone, a host by itself',
});

/** Enrolled agents, for operators. */
export function agentRoutes({ agents }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/agents',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['agents'],
          summary: 'List enrolled agents',
          security: ApiKeySecurity,
          querystring: Type.Object({ ...PageQuery, status: Type.Optional(Status) }),
          response: answers({ 200: PageOf(Agent) }),
        },
      },
      async ({ query }) => {
        const page = await agents.list({
          limit: query.limit ?? 100,
          after: query.after,
          status: query.status,
        });
        return { items: page.items.map(toAgent), next: page.next };
      },
    );

    app.post(
      '/v1/agents/:id/approve',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['agents'],
          summary: 'Decide on a pending enrolment: the machine is the known host, or another one',
          security: ApiKeySecurity,
          params: IdParams,
          body: Type.Object({ ...Reason.properties, as: Approval }, { additionalProperties: false }),
          response: answers({ 200: Agent }, 404, 409),
        },
      },
      async (request) => {
        const { as, reason } = request.body;
        return toAgent(await agents.approve(request.params.id, as, { actor: actorOf(request), reason }));
      },
    );

    app.post(
      '/v1/agents/:id/revoke',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['agents'],
          summary: 'Take nothing more from a key; the host of a pending enrolment is retired',
          security: ApiKeySecurity,
          params: IdParams,
          body: Reason,
          response: answers({ 200: Agent }, 404, 409),
        },
      },
      async (request) => {
        const by = { actor: actorOf(request), reason: request.body.reason };
        return toAgent(await agents.revoke(request.params.id, by));
      },
    );
  };
}

function toAgent(agent: AgentRecord) {
  const { agentId, hostId, hostName, kid, status, version, lastSequence } = agent;
  return {
    agentId,
    hostId,
    hostName,
    kid,
    status,
    version,
    enrolledAt: iso(agent.enrolledAt),
    lastSeenAt: iso(agent.lastSeenAt),
    lastSequence,
    looksLike:
      agent.claim === null
        ? null
        : { ...toLikeness(agent.claim), others: agent.claim.others.map(toLikeness) },
  };
}

function toLikeness({ hostId, matched }: Likeness) {
  return { hostId, matched: [...matched] };
}
