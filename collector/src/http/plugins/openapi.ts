import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { ProblemSchema } from '../schemas.ts';

/** OpenAPI 3.1 at `/openapi.json`, to browse at `/docs`. */
export async function registerOpenapi(app: FastifyInstance, version: string): Promise<void> {
  app.addSchema(ProblemSchema);
  await app.register(swagger, {
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `def-${index}`),
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Coreledger collector',
        version,
        description:
          'On-premises licence consumption: hosts, positions with derivations, reconciliation with AWS.',
      },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'Operator API key, `clk1.…`' },
          agentSignature: {
            type: 'apiKey',
            in: 'header',
            name: 'coreledger-signature',
            description: 'Detached JWS over the body',
          },
        },
      },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
