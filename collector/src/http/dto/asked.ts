import { Type } from 'typebox';

/** Query of every report that can be asked of the past. */
export const AskedQuery = {
  asOf: Type.Optional(
    Type.String({ maxLength: 40, description: 'Instant asked about, or a day (its end, UTC). Default: now' }),
  ),
  knownAt: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'Count only what had been received by then. Default: everything',
    }),
  ),
};

export const FormatQuery = {
  format: Type.Optional(
    Type.Union([Type.Literal('json'), Type.Literal('csv')], {
      description: 'Default json, or what Accept asks for',
    }),
  ),
};

export const GroupQuery = {
  group: Type.Optional(Type.String({ maxLength: 64, description: 'Hosts of this group of licenses.yaml' })),
};
