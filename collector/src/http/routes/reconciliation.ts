import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { reconciliationCsv } from '../../csv/reconciliation-csv.ts';
import { AskedQuery, FormatQuery } from '../dto/asked.ts';
import { Sources } from '../dto/consumption.ts';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, Instant, Nullable } from '../schemas.ts';
import { sendCsv, wantsCsv } from '../send-csv.ts';
import type { Services } from '../services.ts';

const Side = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()]));
const Text = Type.String();
const Reconciliation = Type.Object({
  asOf: Instant,
  knownAt: Nullable(Instant),
  comparisons: Type.Array(
    Type.Object({
      license: Text,
      name: Text,
      configurationArn: Text,
      unit: Nullable(Text),
      oursOnPremises: Type.Integer(),
      awsOnPremises: Nullable(Type.Integer()),
      difference: Nullable(
        Type.Integer({ description: 'Ours less theirs; null where the two are not alike' }),
      ),
      note: Text,
      resources: Type.Array(
        Type.Object({
          name: Text,
          hostId: Nullable(Text),
          managedInstanceId: Nullable(Text),
          ours: Nullable(Type.Integer({ description: 'null: not measurable here' })),
          theirs: Nullable(Type.Integer()),
          cause: Text,
        }),
        { description: 'Hosts on which the two sides differ, and why' },
      ),
    }),
  ),
  findings: Type.Array(
    Type.Object({
      kind: Text,
      key: Text,
      severity: Text,
      hostId: Nullable(Text),
      license: Nullable(Text),
      licenses: Type.Optional(
        Type.Array(Text, { description: 'Where it concerns several; `license` is null then' }),
      ),
      summary: Text,
      cause: Type.Optional(Text),
      ours: Side,
      theirs: Side,
      title: Text,
      remedy: Text,
    }),
  ),
  unjudged: Type.Array(
    Type.Object({ kind: Text, reason: Text, count: Type.Integer(), examples: Type.Array(Text) }),
    { description: 'What could be neither asserted nor denied, and why' },
  ),
  sources: Sources,
});

/** Our facts beside AWS's at any instant, in like units. */
export function reconciliationRoutes(
  { reconciliation, reports: { asked } }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/reports/reconciliation',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['reports'],
          summary: 'Differences between this inventory and AWS, with remedies; comparisons in like units',
          security: ApiKeySecurity,
          querystring: Type.Object({ ...AskedQuery, ...FormatQuery }),
          response: answers({ 200: Reconciliation }),
        },
      },
      async (request, reply) => {
        const document = await reconciliation(asked(request.query));
        if (!wantsCsv(request, request.query.format)) return document as never;
        return sendCsv(reply, 'reconciliation', reconciliationCsv(document)) as never;
      },
    );
  };
}
