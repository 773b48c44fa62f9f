import type { FastifyInstance, RouteOptions } from 'fastify';

interface ObjectSchema {
  readonly type: 'object';
  readonly additionalProperties?: unknown;
}

/**
 * What a route does not know is refused, in query and body: `?asof=2026-01-01` would otherwise be answered as of now, and a
 * misspelt restriction of a join token would restrict nothing. A schema that says itself what more it takes is left as it is.
 */
export function registerClosedRequests(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    if (!route.url.startsWith('/v1/') || route.schema === undefined) return;
    const { querystring = { type: 'object', properties: {} }, body } = route.schema;
    route.schema = {
      ...route.schema,
      querystring: closed(querystring),
      ...(body === undefined ? {} : { body: closed(body) }),
    };
  });
}

function closed(schema: unknown): unknown {
  return isObjectSchema(schema) && schema.additionalProperties === undefined
    ? { ...schema, additionalProperties: false }
    : schema;
}

function isObjectSchema(schema: unknown): schema is ObjectSchema {
  return typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'object';
}
