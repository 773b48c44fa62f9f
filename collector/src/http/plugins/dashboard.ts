import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The dashboard at `/`: static files, no build step; it logs in to the API with a key like everybody else. */
export async function registerDashboard(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', POLICY);
    });
    await scope.register(fastifyStatic, {
      root: WEB,
      wildcard: false,
      // Asked for anew each time (304 where it is the same): after an upgrade no browser shows the dashboard of before.
      maxAge: 0,
      decorateReply: false,
    });
  });
}
