import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { consumptionCsv, linesCsv } from '../../csv/consumption-csv.ts';
import { linePages } from '../../services/reports/read-consumption.ts';
import { AskedQuery, FormatQuery, GroupQuery } from '../dto/asked.ts';
import { ConsumptionDto, LicenseDto, LineState } from '../dto/consumption.ts';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, PageQuery } from '../schemas.ts';
import { sendCsv, streamCsv, wantsCsv } from '../send-csv.ts';
import type { Services } from '../services.ts';

/** What is consumed, of what is owned, and why: by license, then host by host. */
export function consumptionRoutes(
  { reports: { consumption, asked } }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/reports/consumption',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['reports'],
          summary:
            'Effective license position: owned, consumed on-premises and in AWS, balance, completeness',
          security: ApiKeySecurity,
          querystring: Type.Object({ ...AskedQuery, ...FormatQuery }),
          response: answers({ 200: ConsumptionDto }),
        },
      },
      async (request, reply) => {
        const document = await consumption.consumption(asked(request.query));
        if (!wantsCsv(request, request.query.format)) return document as never;
        return sendCsv(reply, 'consumption', consumptionCsv(document)) as never;
      },
    );

    app.get(
      '/v1/reports/consumption/:license',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['reports'],
          summary:
            'Every contributing host of a license, with derivation, evidence, confidence and exemption',
          security: ApiKeySecurity,
          params: Type.Object({
            license: Type.String({
              minLength: 1,
              maxLength: 256,
              description: 'Id or unique name of the license',
            }),
          }),
          querystring: Type.Object({
            ...AskedQuery,
            ...FormatQuery,
            ...PageQuery,
            ...GroupQuery,
            state: Type.Optional(LineState),
            stale: Type.Optional(Type.Boolean()),
            host: Type.Optional(Type.String({ maxLength: 255, description: 'Host names that begin so' })),
          }),
          response: answers({ 200: LicenseDto }, 404),
        },
      },
      async (request, reply) => {
        const { license } = request.params;
        const { limit = 100, after, state, stale, host, group, format, ...instants } = request.query;
        const filter = { ...asked(instants), state: state as never, stale, host, group };
        if (wantsCsv(request, format))
          return (await streamCsv(
            reply,
            license,
            linesCsv(linePages(consumption, license, filter)),
          )) as never;
        return (await consumption.license(license, { ...filter, limit, after })) as never;
      },
    );
  };
}
