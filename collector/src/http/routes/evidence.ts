import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const Report = Type.Object({
  reportId: Type.String(),
  agentId: Type.String(),
  hostId: Type.String(),
  sequence: Type.Integer(),
  digest: Type.String({ description: 'SHA-256 of the signed bytes' }),
  previousDigest: Nullable(Type.String()),
  signature: Type.String({ description: 'Detached JWS over the signed bytes' }),
  kid: Type.String(),
  observedAt: Instant,
  receivedAt: Instant,
});

/** Signed reports behind the figures, for an auditor. */
export function evidenceRoutes(
  { evidence, hosts }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/hosts/:id/reports',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['evidence'],
          summary: 'Signed reports of a host (id or unique name; retired and merged ones too), newest first',
          security: ApiKeySecurity,
          params: IdParams,
          querystring: Type.Object(PageQuery),
          response: answers({ 200: PageOf(Report) }, 404, 409),
        },
      },
      async ({ params, query }) => {
        const { hostId } = await hosts.standing(params.id);
        const page = await evidence.reports(hostId, { limit: query.limit ?? 100, after: query.after });
        return {
          items: page.items.map((report) => ({
            ...report,
            observedAt: iso(report.observedAt),
            receivedAt: iso(report.receivedAt),
          })),
          next: page.next,
        };
      },
    );

    app.get(
      '/v1/reports/signed/:id',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['evidence'],
          summary: 'The exact bytes of a report that were signed',
          security: ApiKeySecurity,
          params: IdParams,
          response: answers({ 200: Type.Any({ description: 'The host report, byte for byte' }) }, 404),
        },
      },
      async ({ params }, reply) => {
        const bytes = await evidence.body(params.id);
        return reply
          .type('application/json')
          .serializer((body: unknown) => body as string)
          .send(Buffer.from(bytes));
      },
    );
  };
}
