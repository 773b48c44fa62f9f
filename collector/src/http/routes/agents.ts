import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { AgentRecord } from '../../ports/agent-store.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const Status = Type.Union([Type.Literal('active'), Type.Literal('pending'), Type.Literal('revoked')]);
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
});
const Reason = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1000, description: 'Recorded in the audit log' }) },
  { additionalProperties: false },
);

/** Enrolled agents, for operators. */
export function agentRoutes({ agents }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/agents',
      {
        preHandler: requireRole('viewer'),
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

    for (const action of ['approve', 'revoke'] as const) {
      app.post(
        `/v1/agents/:id/${action}`,
        {
          preHandler: requireRole('operator'),
          schema: {
            tags: ['agents'],
            summary: action === 'approve' ? 'Approve a pending enrolment' : 'Revoke an agent key',
            security: ApiKeySecurity,
            params: IdParams,
            body: Reason,
            response: answers({ 200: Agent }, 404, 409),
          },
        },
        async (request) =>
          toAgent(await agents[action](request.params.id, actorOf(request), request.body.reason)),
      );
    }
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
  };
}
