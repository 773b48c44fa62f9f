import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { answers } from '../schemas.ts';
import type { Services } from '../services.ts';

const Health = Type.Object({ status: Type.Literal('ok') });

/** `live`: the process answers. `ready`: a report sent now could be stored. */
export function healthRoutes({ ready }: Services): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/health/live',
      {
        // A busy process is a living one: nobody is helped by its restart.
        config: { pressureHandler: () => undefined },
        schema: { tags: ['health'], summary: 'The process answers', response: answers({ 200: Health }) },
      },
      async () => ({ status: 'ok' as const }),
    );
    app.get(
      '/health/ready',
      { schema: { tags: ['health'], summary: 'Reports can be stored', response: answers({ 200: Health }) } },
      async () => {
        await ready();
        return { status: 'ok' as const };
      },
    );
  };
}
