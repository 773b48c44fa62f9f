import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable } from '../schemas.ts';
import type { Services } from '../services.ts';

const HOUR_MS = 3_600_000;
const Text = Type.String();
const closed = { additionalProperties: false };
const Place = {
  source: Type.Optional(Type.String({ maxLength: 64, description: 'AWS source of the configuration' })),
  region: Type.Optional(Type.String({ maxLength: 32 })),
};
const NewActivation = Type.Object(
  {
    ...Place,
    iamRole: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Name; ssm.amazonaws.com may assume it',
    }),
    registrationLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
    validHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720, default: 24 })),
    description: Type.Optional(Type.String({ maxLength: 256 })),
    defaultInstanceName: Type.Optional(Type.String({ maxLength: 256 })),
    tags: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 128 }), Type.String({ maxLength: 256 })),
    ),
    hostPattern: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'Of the join token' }),
    ),
    cidrs: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+/\\d{1,3}$' }), { maxItems: 64 })),
    reason: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
);
const HostCommands = Type.Object({ ssmAgent: Text, ssmAgentInstalled: Text, coreledgerAgent: Text });
const Created = Type.Object({
  source: Text,
  account: Text,
  region: Text,
  activationId: Text,
  activationCode: Text,
  registrationLimit: Type.Integer(),
  expiresAt: Instant,
  joinToken: Type.Object({ tokenId: Text, token: Text }),
  commands: Type.Object({ linux: HostCommands, windows: HostCommands }),
});
const Activation = Type.Object({
  source: Text,
  account: Text,
  region: Text,
  activationId: Text,
  state: Type.String({ description: 'open, full or expired' }),
  registrations: Type.Integer(),
  registrationLimit: Nullable(Type.Integer()),
  expiresAt: Nullable(Instant),
  createdAt: Nullable(Instant),
  iamRole: Nullable(Text),
  defaultInstanceName: Nullable(Text),
  description: Nullable(Text),
  tags: Type.Record(Type.String(), Type.String()),
});
const Listed = Type.Object({
  items: Type.Array(Activation),
  unreachable: Type.Array(Type.Object({ source: Text, region: Text, error: Text })),
});

/** Hybrid activations of Systems Manager. */
export function activationRoutes(
  { activations }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/activations',
      {
        onRequest: requireRole('operator'),
        schema: {
          tags: ['aws'],
          summary: 'List hybrid activations, as AWS has them now',
          security: ApiKeySecurity,
          querystring: Type.Object(Place),
          response: answers({ 200: Listed }, 502),
        },
      },
      async ({ query }) => {
        const { items, unreachable } = await activations.list(query);
        return {
          items: items.map(({ expired: _, ...one }) => ({
            ...one,
            expiresAt: iso(one.expiresAt),
            createdAt: iso(one.createdAt),
          })),
          unreachable: [...unreachable],
        };
      },
    );

    app.post(
      '/v1/activations',
      {
        onRequest: requireRole('admin'),
        schema: {
          tags: ['aws'],
          summary: 'Make a hybrid activation and a join token',
          description: 'The activation code and the token text are in this answer and nowhere else.',
          security: ApiKeySecurity,
          body: NewActivation,
          response: answers({ 201: Created }, 502),
        },
      },
      async (request, reply) => {
        const { body } = request;
        const made = await activations.create({
          source: body.source,
          region: body.region,
          iamRole: body.iamRole,
          registrationLimit: body.registrationLimit ?? 1,
          validMs: (body.validHours ?? 24) * HOUR_MS,
          description: body.description ?? null,
          defaultInstanceName: body.defaultInstanceName ?? null,
          tags: body.tags ?? {},
          hostPattern: body.hostPattern ?? null,
          cidrs: body.cidrs ?? [],
          actor: actorOf(request),
          reason: body.reason ?? null,
        });
        return reply.code(201).send({ ...made, expiresAt: iso(made.expiresAt) });
      },
    );

    app.delete(
      '/v1/activations/:id',
      {
        onRequest: requireRole('admin'),
        schema: {
          tags: ['aws'],
          summary: 'Delete a hybrid activation; its hosts stay registered',
          security: ApiKeySecurity,
          params: IdParams,
          querystring: Type.Object({ ...Place, reason: Type.Optional(Type.String({ maxLength: 1000 })) }),
          response: answers({ 204: Type.Null() }, 404, 502),
        },
      },
      async (request, reply) => {
        const { reason, ...place } = request.query;
        await activations.delete(request.params.id, {
          ...place,
          actor: actorOf(request),
          reason: reason ?? null,
        });
        return reply.code(204).send(null);
      },
    );
  };
}
