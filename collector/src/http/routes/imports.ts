import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { readPlacementsCsv } from '../../csv/read-placements-csv.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type RequireRole } from '../plugins/authentication.ts';
import { ApiKeySecurity, answers } from '../schemas.ts';
import type { Services } from '../services.ts';

const MAX_IMPORT_BYTES = 32 * 1024 * 1024;
const Source = Type.Object({
  source: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Who says so. An import takes the place of what the same source said before',
    }),
  ),
});
const Imported = Type.Object({
  source: Type.String(),
  standing: Type.Integer({ description: 'Placements that stand now for this source' }),
  added: Type.Integer(),
  ended: Type.Integer({ description: 'Placements that stood before and are no longer said' }),
  stopped: Type.Integer({ description: 'Guests left out since they are shut off' }),
  unnamed: Type.Integer({ description: 'Guests left out since they or their hypervisor are not named' }),
});

/** Where guests run, told by others than the agents. */
export function importRoutes({ imports }: Services, requireRole: RequireRole): FastifyPluginAsyncTypebox {
  const common = { tags: ['imports'], security: ApiKeySecurity, querystring: Source };
  return async (app) => {
    app.addHook('onRequest', requireRole('operator'));
    app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.post(
      '/v1/imports/virt-who',
      {
        bodyLimit: MAX_IMPORT_BYTES,
        schema: {
          ...common,
          summary: 'Take in what `virt-who --print` wrote: which guests run on which hypervisor',
          body: Type.Object({ hypervisors: Type.Array(Type.Unknown()) }, { additionalProperties: true }),
          response: answers({ 200: Imported }, 413),
        },
      },
      async (request) =>
        imports.virtWho(request.body, {
          source: request.query.source ?? 'virt-who',
          actor: actorOf(request),
        }),
    );
    app.post(
      '/v1/imports/placements',
      {
        bodyLimit: MAX_IMPORT_BYTES,
        schema: {
          ...common,
          summary: 'Take in placements as CSV: guest, host (each a uuid or a name), cluster',
          consumes: ['text/csv'],
          body: Type.String({ description: 'CSV with a header line' }),
          response: answers({ 200: Imported }, 413),
        },
      },
      async (request) => {
        const reading = readPlacementsCsv(request.body);
        if ('faults' in reading)
          throw new AppError('bad-request', 'the CSV is not valid: nothing was changed', {
            errors: reading.faults.slice(0, 50).map((message) => ({ path: '/', message })),
          });
        return imports.placements(reading.placements, {
          source: request.query.source ?? 'placements',
          actor: actorOf(request),
        });
      },
    );
  };
}
