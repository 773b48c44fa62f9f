import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { hostsCsv, titlesCsv } from '../../csv/hosts-csv.ts';
import { hostPages } from '../../services/reports/host-pages.ts';
import { AskedQuery, FormatQuery, GroupQuery } from '../dto/asked.ts';
import { LineDto } from '../dto/consumption.ts';
import { HostDto, HostRowDto, Listed, SoftwareDto, TitleDto } from '../dto/hosts.ts';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, PageQuery } from '../schemas.ts';
import { sendCsv, streamCsv, wantsCsv } from '../send-csv.ts';
import type { Services } from '../services.ts';

/** Hosts, what is installed on them, and what they owe. */
export function hostRoutes(
  { reports: { hosts, consumption, asked } }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  const common = { tags: ['hosts'], security: ApiKeySecurity };
  const Name = Type.Optional(Type.String({ maxLength: 255, description: 'Names that begin so' }));
  return async (app) => {
    app.addHook('onRequest', requireRole('viewer'));
    app.get(
      '/v1/hosts',
      {
        schema: {
          ...common,
          summary:
            'Hosts at an instant, by name; those that Systems Manager alone knows among them. As CSV all at once',
          querystring: Type.Object({
            ...AskedQuery,
            ...PageQuery,
            ...FormatQuery,
            name: Name,
            stale: Type.Optional(Type.Boolean()),
            ...GroupQuery,
          }),
          response: answers({ 200: Listed(HostRowDto) }),
        },
      },
      async (request, reply) => {
        const { limit = 100, after, name, stale, group, format, ...instants } = request.query;
        const filter = { ...asked(instants), name, stale, group };
        if (!wantsCsv(request, format)) return (await hosts.list({ ...filter, limit, after })) as never;
        return (await streamCsv(reply, 'hosts', hostsCsv(hostPages(hosts, filter)))) as never;
      },
    );
    app.get(
      '/v1/hosts/:id',
      {
        schema: {
          ...common,
          summary:
            'One host, by id or unique name: processors, placement, products, what each collector last said',
          params: IdParams,
          querystring: Type.Object(AskedQuery),
          response: answers({ 200: HostDto }, 404, 409),
        },
      },
      async ({ params, query }) => (await hosts.one(params.id, asked(query))) as never,
    );
    app.get(
      '/v1/hosts/:id/licenses',
      {
        schema: {
          ...common,
          summary: 'What a host owes under each license, with the derivation',
          params: IdParams,
          querystring: Type.Object(AskedQuery),
          response: answers({ 200: Type.Object({ items: Type.Array(LineDto) }) }, 404, 409),
        },
      },
      async ({ params, query }) => ({ items: await consumption.ofHost(params.id, asked(query)) }) as never,
    );
    app.get(
      '/v1/hosts/:id/software',
      {
        schema: {
          ...common,
          summary: 'Every title installed on a host, as its package manager or registry records it',
          params: IdParams,
          querystring: Type.Object({ ...AskedQuery, ...PageQuery, name: Name }),
          response: answers({ 200: Listed(SoftwareDto) }, 404),
        },
      },
      async ({ params, query: { limit = 100, after, name, ...instants } }) =>
        (await hosts.software(params.id, { ...asked(instants), limit, after, name })) as never,
    );
    app.get(
      '/v1/titles',
      {
        schema: {
          ...common,
          summary: 'Software titles whose name contains a text, each with the hosts that have it now',
          querystring: Type.Object({
            ...FormatQuery,
            name: Type.String({ minLength: 2, maxLength: 200 }),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
            hosts: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: 1_000_000,
                default: 100,
                description: 'How many hosts of each title to list; `total` counts them all',
              }),
            ),
          }),
          response: answers({ 200: Type.Object({ items: Type.Array(TitleDto) }) }),
        },
      },
      async (request, reply) => {
        const { name, limit = 50, hosts: listed = 100, format } = request.query;
        const found = await hosts.titles({ name, limit, hosts: listed });
        return (
          wantsCsv(request, format) ? sendCsv(reply, 'titles', titlesCsv(found.items)) : found
        ) as never;
      },
    );
  };
}
