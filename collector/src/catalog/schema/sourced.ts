import { type Static, Type } from 'typebox';

export const IsoDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
export const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$', maxLength: 128 });
export const Text = Type.String({ minLength: 1, maxLength: 2048 });

/** Where a number or statement comes from, when it was read, and whether anybody checked it. */
export const Provenance = Type.Object(
  {
    source: Text,
    sourceDate: IsoDate,
    status: Type.Union([Type.Literal('verified'), Type.Literal('unverified'), Type.Literal('contested')]),
    note: Type.Optional(Text),
  },
  { additionalProperties: false },
);
export type Provenance = Static<typeof Provenance>;
