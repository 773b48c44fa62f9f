import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { HostStanding } from '../../identity/host-change.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable } from '../schemas.ts';
import type { Services } from '../services.ts';

const Reason = Type.String({ minLength: 1, maxLength: 1000, description: 'Recorded in the audit log' });
const TagParams = Type.Object({
  ...IdParams.properties,
  key: Type.String({ minLength: 1, maxLength: 128 }),
});
const Standing = Type.Object({
  hostId: Type.String(),
  name: Type.String(),
  retiredAt: Nullable(Instant),
  mergedInto: Nullable(Type.String({ description: 'Id of the host that counts in its place' })),
  merged: Type.Array(Type.String(), { description: 'Ids of the hosts merged into this one' }),
  tags: Type.Record(Type.String(), Type.String()),
});

function Body<Own extends Parameters<typeof Type.Object>[0]>(own: Own) {
  return Type.Object({ ...own, reason: Reason }, { additionalProperties: false });
}

const PLAIN = {
  retire: 'Count a host no more, from now on; it counts again once it reports',
  unretire: 'Count a retired host again',
  split: 'Undo a merge: the host stands for itself again',
} as const;

/** What operators decide of hosts. Every change is undone by another, and recorded with its reason. */
export function hostChangeRoutes({ hosts }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  const common = { tags: ['hosts'], security: ApiKeySecurity };
  const response = answers({ 200: Standing }, 404, 409);
  return async (app) => {
    app.get(
      '/v1/absent-hosts',
      {
        onRequest: requireRole('viewer'),
        schema: {
          ...common,
          summary: 'Hosts that count no more: retired, or merged into others',
          response: answers({ 200: Type.Object({ items: Type.Array(Standing) }) }),
        },
      },
      async () => ({ items: (await hosts.absent()).map(toDto) }),
    );

    app.register(async (scope) => {
      scope.addHook('onRequest', requireRole('operator'));
      for (const kind of ['retire', 'unretire', 'split'] as const) {
        scope.post<{ Params: IdParams; Body: { reason: string } }>(
          `/v1/hosts/:id/${kind}`,
          { schema: { ...common, summary: PLAIN[kind], params: IdParams, body: Body({}), response } },
          async (request) => {
            const by = { actor: actorOf(request), reason: request.body.reason };
            return toDto(await hosts.change(request.params.id, { kind }, by));
          },
        );
      }
    });

    app.post(
      '/v1/hosts/:id/rename',
      {
        onRequest: requireRole('operator'),
        schema: {
          ...common,
          summary: 'Name a host otherwise in every report',
          params: IdParams,
          body: Body({ name: Type.String({ minLength: 1, maxLength: 255 }) }),
          response,
        },
      },
      async (request) => {
        const { name, reason } = request.body;
        const by = { actor: actorOf(request), reason };
        return toDto(await hosts.change(request.params.id, { kind: 'rename', name }, by));
      },
    );

    app.post(
      '/v1/hosts/:id/merge',
      {
        onRequest: requireRole('operator'),
        schema: {
          ...common,
          summary: 'This host and another are one machine: the other counts, the history of both stays',
          params: IdParams,
          body: Body({ into: Type.String({ minLength: 1, maxLength: 255, description: 'Id or name' }) }),
          response,
        },
      },
      async (request) => {
        const { into, reason } = request.body;
        const by = { actor: actorOf(request), reason };
        return toDto(await hosts.change(request.params.id, { kind: 'merge', into }, by));
      },
    );

    app.put(
      '/v1/hosts/:id/tags/:key',
      {
        onRequest: requireRole('operator'),
        schema: {
          ...common,
          summary: 'Set a tag of a host; it wins over a tag of AWS',
          params: TagParams,
          body: Body({ value: Type.String({ maxLength: 256 }) }),
          response,
        },
      },
      async (request) => {
        const { value, reason } = request.body;
        const { id, key } = request.params;
        const by = { actor: actorOf(request), reason };
        return toDto(await hosts.change(id, { kind: 'tag', key, value }, by));
      },
    );

    app.delete(
      '/v1/hosts/:id/tags/:key',
      {
        onRequest: requireRole('operator'),
        schema: {
          ...common,
          summary: 'Take a tag off a host',
          params: TagParams,
          querystring: Type.Object({ reason: Reason }),
          response,
        },
      },
      async (request) => {
        const { id, key } = request.params;
        const by = { actor: actorOf(request), reason: request.query.reason };
        return toDto(await hosts.change(id, { kind: 'untag', key }, by));
      },
    );
  };
}

function toDto(host: HostStanding) {
  return { ...host, merged: [...host.merged], tags: { ...host.tags }, retiredAt: iso(host.retiredAt) };
}
