import { type Static, type TSchema, Type } from 'typebox';

/** How one source of a section ended: what was read, what is not on this host, what could not be read. */
export const SourceOutcome = Type.Object(
  {
    name: Type.String({ maxLength: 64 }),
    status: Type.Union([
      Type.Literal('read'),
      Type.Literal('absent'),
      Type.Literal('unavailable'),
      Type.Literal('failed'),
    ]),
    detail: Type.Union([Type.String({ maxLength: 1024 }), Type.Null()]),
  },
  { additionalProperties: false },
);
export type SourceOutcome = Static<typeof SourceOutcome>;

/** Two sources that disagree on one field. Both values are kept; nothing is averaged. */
export const Conflict = Type.Object(
  {
    field: Type.String({ maxLength: 128 }),
    values: Type.Array(
      Type.Object(
        {
          source: Type.String({ maxLength: 64 }),
          value: Type.Union([Type.String({ maxLength: 512 }), Type.Number(), Type.Boolean(), Type.Null()]),
        },
        { additionalProperties: false },
      ),
      { minItems: 2, maxItems: 16 },
    ),
  },
  { additionalProperties: false },
);
export type Conflict = Static<typeof Conflict>;

/**
 * The outcome of one collector. `complete` is false where a source was unavailable or failed: such a section
 * may add to what is known of a host and never removes from it.
 */
export function Section<Value extends TSchema>(value: Value) {
  return Type.Union([
    Type.Object(
      {
        status: Type.Literal('present'),
        complete: Type.Boolean(),
        value,
        sources: Type.Array(SourceOutcome, { maxItems: 64 }),
        conflicts: Type.Array(Conflict, { maxItems: 64 }),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      { status: Type.Literal('unavailable'), reason: Type.String({ maxLength: 1024 }) },
      { additionalProperties: false },
    ),
    Type.Object(
      { status: Type.Literal('failed'), error: Type.String({ maxLength: 1024 }) },
      { additionalProperties: false },
    ),
  ]);
}

export type PresentSection<Value> = {
  status: 'present';
  complete: boolean;
  value: Value;
  sources: SourceOutcome[];
  conflicts: Conflict[];
};

export type SectionOutcome<Value> =
  | PresentSection<Value>
  | { status: 'unavailable'; reason: string }
  | { status: 'failed'; error: string };
