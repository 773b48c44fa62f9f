import { type Static, Type } from 'typebox';
import { Id, Provenance, Text } from './sourced.ts';

const closed = { additionalProperties: false };

const Edition = Type.Object(
  {
    id: Id,
    name: Text,
    rank: Type.Integer({ minimum: 0, maximum: 1000 }),
    licensable: Type.Boolean(),
    policy: Type.Optional(Text),
  },
  closed,
);

const Product = Type.Object(
  {
    id: Id,
    name: Text,
    vendor: Text,
    defaultMetric: Type.Union([Id, Type.Null()]),
    editions: Type.Array(Edition, { maxItems: 64 }),
    highestEditionOnly: Type.Boolean(),
    provenance: Provenance,
  },
  closed,
);

const Texts = Type.Array(Text, { minItems: 1, maxItems: 500 });
/** A pattern is anchored at both ends: a rule never matches by a bare substring. */
const Pattern = Type.String({ pattern: '^\\^[\\s\\S]*\\$$', maxLength: 1024 });
const TextMatch = Type.Union([
  Type.Object({ equals: Texts }, closed),
  Type.Object({ startsWith: Texts }, closed),
  Type.Object({ pattern: Pattern }, closed),
]);

const Rule = Type.Object(
  {
    id: Id,
    product: Id,
    from: Type.Union([
      Type.Literal('title'),
      Type.Literal('edition-evidence'),
      Type.Literal('operating-system'),
    ]),
    match: Type.Object(
      {
        name: Type.Optional(TextMatch),
        publisher: Type.Optional(TextMatch),
        version: Type.Optional(TextMatch),
        edition: Type.Optional(TextMatch),
        sources: Type.Optional(Texts),
        detectors: Type.Optional(Texts),
        attributes: Type.Optional(
          Type.Record(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,63}$' }), TextMatch),
        ),
        families: Type.Optional(Texts),
        ids: Type.Optional(Texts),
      },
      { ...closed, minProperties: 1 },
    ),
    except: Type.Optional(
      Type.Object({ name: Type.Optional(TextMatch), publisher: Type.Optional(TextMatch) }, closed),
    ),
    edition: Type.Optional(
      Type.Union([
        Id,
        Type.Object(
          {
            in: Type.Union([Type.Literal('name'), Type.Literal('edition')]),
            texts: Type.Array(Type.Object({ text: Text, edition: Id }, closed), {
              minItems: 1,
              maxItems: 200,
            }),
          },
          closed,
        ),
      ]),
    ),
    version: Type.Optional(
      Type.Object(
        { in: Type.Union([Type.Literal('name'), Type.Literal('version')]), pattern: Pattern },
        closed,
      ),
    ),
    exact: Type.Optional(Type.Boolean()),
    confidence: Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]),
    /** Left out: the provenance of the product in the same file. */
    provenance: Type.Optional(Provenance),
  },
  closed,
);

/** `products/*.json`: products with their editions, and the rules that recognize them. */
export const ProductsFile = Type.Object(
  {
    $schema: Type.Optional(Text),
    products: Type.Array(Product, { maxItems: 500 }),
    rules: Type.Array(Rule, { maxItems: 5000 }),
  },
  closed,
);
export type ProductsFile = Static<typeof ProductsFile>;
