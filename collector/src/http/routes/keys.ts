import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable } from '../schemas.ts';
import type { Services } from '../services.ts';

const HOUR_MS = 3_600_000;
const Role = Type.Union([Type.Literal('viewer'), Type.Literal('operator'), Type.Literal('admin')]);
const Key = Type.Object({
  keyId: Type.String(),
  name: Type.String(),
  role: Role,
  createdAt: Instant,
  expiresAt: Nullable(Instant),
  revokedAt: Nullable(Instant),
  lastUsedAt: Nullable(Instant),
});
const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: Role,
    validHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 87_600 })),
  },
  { additionalProperties: false },
);

/** API keys of operators, for administrators. */
export function keyRoutes({ apiKeys }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/keys',
      {
        onRequest: requireRole('admin'),
        schema: {
          tags: ['keys'],
          summary: 'List API keys',
          security: ApiKeySecurity,
          response: answers({ 200: Type.Object({ items: Type.Array(Key) }) }),
        },
      },
      async () => ({
        items: (await apiKeys.list()).map(({ secretHash: _, ...key }) => ({
          ...key,
          createdAt: iso(key.createdAt),
          expiresAt: iso(key.expiresAt),
          revokedAt: iso(key.revokedAt),
          lastUsedAt: iso(key.lastUsedAt),
        })),
      }),
    );

    app.post(
      '/v1/keys',
      {
        onRequest: requireRole('admin'),
        schema: {
          tags: ['keys'],
          summary: 'Make an API key',
          description: 'The key text is in this answer and nowhere else.',
          security: ApiKeySecurity,
          body: NewKey,
          response: answers({ 201: Type.Object({ keyId: Type.String(), key: Type.String() }) }),
        },
      },
      async (request, reply) => {
        const { name, role, validHours } = request.body;
        const validMs = validHours === undefined ? null : validHours * HOUR_MS;
        return reply.code(201).send(await apiKeys.create({ name, role, validMs, actor: actorOf(request) }));
      },
    );

    app.delete(
      '/v1/keys/:id',
      {
        onRequest: requireRole('admin'),
        schema: {
          tags: ['keys'],
          summary: 'Revoke an API key',
          security: ApiKeySecurity,
          params: IdParams,
          response: answers({ 204: Type.Null() }, 404),
        },
      },
      async (request, reply) => {
        await apiKeys.revoke(request.params.id, actorOf(request));
        return reply.code(204).send(null);
      },
    );
  };
}
