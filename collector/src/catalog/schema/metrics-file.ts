import { type Static, Type } from 'typebox';
import { Id, IsoDate, Provenance, Text } from './sourced.ts';

const closed = { additionalProperties: false };
const Name = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,63}$' });
const Value = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
const Interval = { effectiveFrom: IsoDate, effectiveTo: Type.Union([IsoDate, Type.Null()]) };

const Switch = Type.Object(
  {
    name: Name,
    values: Type.Array(Value, { minItems: 2, maxItems: 16, uniqueItems: true }),
    default: Value,
    explanation: Text,
  },
  closed,
);

const Version = Type.Object(
  {
    ...Interval,
    function: Value,
    parameters: Type.Record(
      Name,
      Type.Union([
        Type.Integer({ minimum: 0, maximum: 1_000_000 }),
        Text,
        Type.Boolean(),
        Type.Array(Text, { maxItems: 200 }),
      ]),
    ),
    switches: Type.Array(Switch, { maxItems: 16 }),
    provenance: Provenance,
  },
  closed,
);

/** `metrics/*.json`: how demand is counted, in dated versions that do not overlap. */
export const MetricsFile = Type.Object(
  {
    $schema: Type.Optional(Text),
    metrics: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Text,
          unit: Id,
          packSize: Type.Union([Type.Integer({ minimum: 2, maximum: 1000 }), Type.Null()]),
          versions: Type.Array(Version, { minItems: 1, maxItems: 100 }),
        },
        closed,
      ),
      { maxItems: 500 },
    ),
  },
  closed,
);
export type MetricsFile = Static<typeof MetricsFile>;

const Row = Type.Object(
  {
    /** Field of the host → pattern (anchored), compared without regard to case; the first row that matches wins. */
    match: Type.Record(Name, Text),
    values: Type.Record(Name, Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Text])),
    /** Left out: the provenance of the table's version. */
    provenance: Type.Optional(Provenance),
  },
  closed,
);

/** `tables/*.json`: dated lookup tables of vendors. */
export const TablesFile = Type.Object(
  {
    $schema: Type.Optional(Text),
    tables: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Text,
          versions: Type.Array(
            Type.Object(
              { ...Interval, provenance: Provenance, rows: Type.Array(Row, { maxItems: 2000 }) },
              closed,
            ),
            { minItems: 1, maxItems: 100 },
          ),
        },
        closed,
      ),
      { maxItems: 100 },
    ),
  },
  closed,
);
export type TablesFile = Static<typeof TablesFile>;
