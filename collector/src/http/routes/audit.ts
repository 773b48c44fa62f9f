import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, Instant, iso, Nullable, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const Entry = Type.Object({
  entryId: Type.Integer(),
  at: Instant,
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  reason: Nullable(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

/** The append-only audit log. */
export function auditRoutes({ audit }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/audit',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['audit'],
          summary: 'Who changed what, newest first',
          security: ApiKeySecurity,
          querystring: Type.Object({
            ...PageQuery,
            subject: Type.Optional(Type.String({ maxLength: 200, description: 'e.g. `host:<id>`' })),
          }),
          response: answers({ 200: PageOf(Entry) }),
        },
      },
      async ({ query }) => {
        const page = await audit.list({
          limit: query.limit ?? 100,
          after: query.after,
          subject: query.subject,
        });
        return { items: page.items.map((entry) => ({ ...entry, at: iso(entry.at) })), next: page.next };
      },
    );
  };
}
