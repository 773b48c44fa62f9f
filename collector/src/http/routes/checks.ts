import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '../../errors.ts';
import { CheckDto, CheckRequestDto } from '../dto/checks.ts';
import type { RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers } from '../schemas.ts';
import type { Services } from '../services.ts';

/** Asked before something is installed. It changes nothing. */
export function checkRoutes({ check }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/v1/checks',
      {
        onRequest: requireRole('viewer'),
        schema: {
          tags: ['reports'],
          summary: 'Would installing a product on a host, known or described, fit the license?',
          security: ApiKeySecurity,
          body: CheckRequestDto,
          response: answers({ 200: CheckDto }, 404, 409),
        },
      },
      async ({ body: { license, host, described, product, edition } }) => {
        if ((host === undefined) === (described === undefined))
          throw new AppError('bad-request', 'give either `host` or `described`');
        const of =
          described === undefined
            ? { known: host ?? '' }
            : { described: { threadsPerCore: 1 as const, name: 'described', ...described } };
        return (await check({ license, host: of, product, edition })) as never;
      },
    );
  };
}
