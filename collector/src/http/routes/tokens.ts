import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable } from '../schemas.ts';
import type { Services } from '../services.ts';

const HOUR_MS = 3_600_000;
const Token = Type.Object({
  tokenId: Type.String(),
  description: Nullable(Type.String()),
  uses: Type.Integer(),
  maxUses: Type.Integer(),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Nullable(Instant),
  hostPattern: Nullable(Type.String()),
  cidrs: Type.Array(Type.String()),
});
const NewToken = Type.Object(
  {
    uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
    validHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8760, default: 168 })),
    description: Type.Optional(Type.String({ maxLength: 200 })),
    hostPattern: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: '`*` matches within one label' }),
    ),
    cidrs: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+/\\d{1,3}$' }), { maxItems: 64 })),
  },
  { additionalProperties: false },
);

/** Join tokens: what lets a host enrol. */
export function tokenRoutes({ tokens }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/tokens',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['tokens'],
          summary: 'List join tokens',
          security: ApiKeySecurity,
          response: answers({ 200: Type.Object({ items: Type.Array(Token) }) }),
        },
      },
      async () => ({
        items: (await tokens.list()).map(({ secretHash: _, ...token }) => ({
          ...token,
          cidrs: [...token.cidrs],
          createdAt: iso(token.createdAt),
          expiresAt: iso(token.expiresAt),
          revokedAt: iso(token.revokedAt),
        })),
      }),
    );

    app.post(
      '/v1/tokens',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['tokens'],
          summary: 'Make a join token',
          description: 'The token text is in this answer and nowhere else.',
          security: ApiKeySecurity,
          body: NewToken,
          response: answers({
            201: Type.Object({ tokenId: Type.String(), token: Type.String(), expiresAt: Instant }),
          }),
        },
      },
      async (request, reply) => {
        const { uses, validHours, description, hostPattern, cidrs } = request.body;
        const made = await tokens.create({
          maxUses: uses ?? 1,
          validMs: (validHours ?? 168) * HOUR_MS,
          description: description ?? null,
          hostPattern: hostPattern ?? null,
          cidrs: cidrs ?? [],
          actor: actorOf(request),
        });
        return reply.code(201).send({ ...made, expiresAt: iso(made.expiresAt) });
      },
    );

    app.delete(
      '/v1/tokens/:id',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['tokens'],
          summary: 'Revoke a join token',
          security: ApiKeySecurity,
          params: IdParams,
          response: answers({ 204: Type.Null() }, 404),
        },
      },
      async (request, reply) => {
        await tokens.revoke(request.params.id, actorOf(request));
        return reply.code(204).send(null);
      },
    );
  };
}
