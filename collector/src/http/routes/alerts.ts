import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, Instant, iso, Nullable } from '../schemas.ts';
import type { Services } from '../services.ts';

const Alert = Type.Object({
  key: Type.String({ description: 'Stable: `utilization 80 sql-standard`' }),
  kind: Type.String(),
  severity: Type.String(),
  license: Nullable(Type.String()),
  state: Type.String({ description: 'raised or resolved' }),
  text: Type.String(),
  since: Instant,
});

/** What is watched and was ever raised. */
export function alertRoutes({ watch }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/alerts',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['alerts'],
          summary: 'Alerts raised and resolved, with the time of the last crossing',
          security: ApiKeySecurity,
          response: answers({ 200: Type.Object({ items: Type.Array(Alert) }) }),
        },
      },
      async () => ({ items: (await watch.list()).map((one) => ({ ...one, since: iso(one.since) })) }),
    );
  };
}
