import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers, IdParams, Instant, iso, Nullable } from '../schemas.ts';
import type { Services } from '../services.ts';

const Text = Type.String();
const Registration = { account: Text, region: Text, instanceId: Text };
const Inventory = Type.Object({
  ...Registration,
  typeName: Text,
  schemaVersion: Nullable(Text),
  capturedAt: Nullable(Instant),
  entries: Type.Array(Type.Record(Text, Text), {
    description:
      'All values are text. Empty is no proof of absence; without a capture time it was never gathered',
  }),
});
const Specifications = Type.Object({
  ...Registration,
  resourceArn: Nullable(Text),
  configurations: Type.Array(Type.Object({ arn: Text, name: Nullable(Text) })),
});

/** What AWS says of one host, asked now. */
export function awsHostRoutes({ askAws }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  const common = { tags: ['aws'], security: ApiKeySecurity, params: IdParams };
  return async (app) => {
    // Each answer costs calls of the account's quota.
    app.addHook('onRequest', requireRole('operator'));
    app.get(
      '/v1/hosts/:id/aws-inventory',
      {
        schema: {
          ...common,
          summary: 'One inventory type of a host (id, name or mi-…), as Systems Manager has it now',
          querystring: Type.Object({
            type: Type.String({ pattern: '^(AWS|Custom):[^\\s*]+$', maxLength: 100 }),
          }),
          response: answers({ 200: Type.Object({ items: Type.Array(Inventory) }) }, 404, 409, 502),
        },
      },
      async ({ params, query }) => {
        const items = await askAws.inventory(params.id, query.type);
        return {
          items: items.map(({ capturedAt, entries, ...item }) => ({
            ...item,
            capturedAt: iso(capturedAt),
            entries: [...entries],
          })),
        };
      },
    );
    app.get(
      '/v1/hosts/:id/aws-licenses',
      {
        schema: {
          ...common,
          summary: 'License configurations a host is associated with, as License Manager has it now',
          response: answers({ 200: Type.Object({ items: Type.Array(Specifications) }) }, 404, 409, 502),
        },
      },
      async ({ params }) => {
        const items = await askAws.specifications(params.id);
        return { items: items.map((one) => ({ ...one, configurations: [...one.configurations] })) };
      },
    );
  };
}
