import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { trendCsv } from '../../csv/trend-csv.ts';
import { FormatQuery } from '../dto/asked.ts';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, Instant, Nullable } from '../schemas.ts';
import { sendCsv, wantsCsv } from '../send-csv.ts';
import type { Services } from '../services.ts';

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day in UTC' });
const Count = Type.Integer();
const Trend = Type.Object({
  license: Type.String(),
  name: Type.String(),
  unit: Nullable(Type.String()),
  from: Day,
  to: Day,
  days: Type.Array(
    Type.Object({
      day: Day,
      takenAt: Instant,
      owned: Nullable(Count),
      consumed: Type.Integer({ description: 'On-premises and in AWS, at the last snapshot of the day' }),
      worstCase: Nullable(Count),
      balance: Nullable(Count),
      state: Type.String(),
      peak: Type.Integer({ description: 'The highest of the day' }),
      peakAt: Instant,
      hosts: Count,
      hostsKnown: Count,
    }),
    { description: 'What was known then; ask a report with asOf for what is known now about then' },
  ),
  highWaterMarks: Type.Array(
    Type.Object({
      period: Type.String({ description: '2026-03, 2026-Q1 or 2026' }),
      peak: Count,
      at: Type.String({ format: 'date-time', description: 'When the peak was reached first' }),
    }),
  ),
});

/** How consumption went, day by day, and its peaks. */
export function trendRoutes({ trend }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/reports/trend/:license',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['reports'],
          summary: 'Daily positions of a license and the high-water mark of each calendar period',
          security: ApiKeySecurity,
          params: Type.Object({
            license: Type.String({
              minLength: 1,
              maxLength: 256,
              description: 'Id or unique name of the license',
            }),
          }),
          querystring: Type.Object({
            ...FormatQuery,
            from: Type.Optional(Day),
            to: Type.Optional(Day),
            period: Type.Optional(
              Type.Union([Type.Literal('month'), Type.Literal('quarter'), Type.Literal('year')], {
                default: 'quarter',
              }),
            ),
          }),
          response: answers({ 200: Trend }, 404, 409),
        },
      },
      async (request, reply) => {
        const { from, to, period = 'quarter', format } = request.query;
        const document = await trend({ ...request.params, from, to, period });
        return (
          wantsCsv(request, format)
            ? sendCsv(reply, `${document.license}-trend`, trendCsv(document))
            : document
        ) as never;
      },
    );
  };
}
