import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { AwsKind, FactQuery } from '../../ports/aws-store.ts';
import type { PageRequest } from '../../ports/page.ts';
import { AskedQuery } from '../dto/asked.ts';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, PageOf, PageQuery } from '../schemas.ts';
import type { Services } from '../services.ts';

const FactsQuery = Type.Object({
  ...PageQuery,
  asOf: AskedQuery.asOf,
  account: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
  region: Type.Optional(Type.String({ maxLength: 32 })),
});
const WithPart = Type.Object({
  ...FactsQuery.properties,
  part: Type.Optional(
    Type.String({ maxLength: 2048, description: 'License configuration ARN, or inventory type' }),
  ),
});
const Fact = Type.Object(
  { account: Type.String(), region: Type.String() },
  { additionalProperties: true, description: 'Times are epoch milliseconds; null is what AWS left out' },
);

interface Listing {
  readonly path: string;
  readonly kind: AwsKind;
  readonly summary: string;
}

const LISTINGS: readonly Listing[] = [
  {
    path: 'inventory',
    kind: 'inventory',
    summary: 'Inventory items; `part` is the type, e.g. AWS:Application',
  },
  { path: 'usage', kind: 'usage', summary: 'What each resource consumes of a license configuration' },
  { path: 'associations', kind: 'association', summary: 'Resources associated with license configurations' },
  { path: 'failures', kind: 'failure', summary: 'What automated discovery could not do' },
  { path: 'resources', kind: 'resource', summary: 'Resources known to License Manager' },
  { path: 'settings', kind: 'settings', summary: 'License Manager settings of each account and Region' },
  { path: 'report-generators', kind: 'report-generator', summary: 'License Manager report generators' },
  {
    path: 'received-licenses',
    kind: 'received-license',
    summary: 'Licenses issued by sellers (Marketplace)',
  },
  { path: 'received-grants', kind: 'received-grant', summary: 'Grants of such licenses' },
];

/** What AWS said, as last read or as of an instant. */
export function awsFactRoutes(
  { aws, reports }: Services,
  requireRole: RequireRole,
): FastifyPluginAsyncTypebox {
  // Without an instant: what is known to stand, whenever it was read.
  function toQuery({ asOf, limit = 100, ...rest }: RawQuery): FactQuery & PageRequest {
    return { at: reports.asked({ asOf }).at ?? Number.MAX_SAFE_INTEGER, limit, ...rest };
  }
  return async (app) => {
    app.get(
      '/v1/aws/managed-instances',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['aws'],
          summary: 'Nodes registered with Systems Manager by hybrid activation',
          security: ApiKeySecurity,
          querystring: FactsQuery,
          response: answers({ 200: PageOf(Fact) }),
        },
      },
      async ({ query }) => aws.managedInstancePage(toQuery(query)) as never,
    );
    app.get(
      '/v1/aws/license-configurations',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['aws'],
          summary: 'License configurations with their tags (at most 25 per account and Region)',
          security: ApiKeySecurity,
          querystring: Type.Omit(FactsQuery, ['limit', 'after']),
          response: answers({ 200: Type.Object({ items: Type.Array(Fact) }) }),
        },
      },
      async ({ query }) => ({ items: await aws.licenseConfigurations(toQuery(query)) }) as never,
    );
    for (const { path, kind, summary } of LISTINGS) {
      app.get(
        `/v1/aws/${path}`,
        {
          onRequest: requireRole('viewer'),
          schema: {
            tags: ['aws'],
            summary,
            security: ApiKeySecurity,
            querystring: WithPart,
            response: answers({ 200: PageOf(Fact) }),
          },
        },
        async ({ query }) => aws.page(kind, toQuery(query)) as never,
      );
    }
  };
}

interface RawQuery {
  readonly limit?: number;
  readonly after?: string;
  readonly asOf?: string;
  readonly account?: string;
  readonly region?: string;
  readonly part?: string;
}

/** Without `asOf`: all that stands, however the clocks of this and other machines differ. */
