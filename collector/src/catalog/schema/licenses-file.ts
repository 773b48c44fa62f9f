import { type Static, Type } from 'typebox';
import { Id, IsoDate, Text } from './sourced.ts';

const closed = { additionalProperties: false };
const Texts = Type.Array(Text, { minItems: 1, maxItems: 10_000 });
/** A tag's values, one or several; an empty list asks for the tag alone. */
const Tags = Type.Record(
  Text,
  Type.Union([Type.String({ maxLength: 256 }), Type.Array(Type.String({ maxLength: 256 }))]),
);
const ExemptionKind = Type.Union([
  Type.Literal('passive-failover'),
  Type.Literal('development'),
  Type.Literal('excluded'),
]);

const GroupId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
const Groups = Type.Array(GroupId, { minItems: 1, maxItems: 100 });

/** Hosts by name, by patterns of names and by tags; any of the three is enough. */
const Group = Type.Object(
  {
    id: GroupId,
    hosts: Type.Optional(Texts),
    names: Type.Optional(Texts),
    tags: Type.Optional(Tags),
  },
  closed,
);

const Exemption = Type.Object(
  {
    kind: ExemptionKind,
    hosts: Type.Optional(Texts),
    groups: Type.Optional(Groups),
    tags: Type.Optional(Tags),
    reason: Text,
    expires: Type.Optional(IsoDate),
  },
  closed,
);

const Filter = Type.Object(
  {
    name: Text,
    comparator: Type.Union([Type.Literal('EQUALS'), Type.Literal('NOT_EQUALS')]),
    values: Type.Array(Text, { maxItems: 100 }),
  },
  closed,
);

/** The license configuration that License Manager is to have; `coreledger plan` shows what that takes. */
const WantedInAws = Type.Object(
  {
    source: Text,
    region: Text,
    countingType: Type.Union([
      Type.Literal('vCPU'),
      Type.Literal('Instance'),
      Type.Literal('Core'),
      Type.Literal('Socket'),
    ]),
    count: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    hardLimit: Type.Optional(Type.Boolean()),
    description: Type.Optional(Text),
    rules: Type.Optional(Type.Array(Type.String({ pattern: '^#[A-Za-z]+=.+$' }), { maxItems: 20 })),
    products: Type.Optional(Type.Array(Type.Array(Filter, { minItems: 1, maxItems: 20 }), { maxItems: 20 })),
    disassociateWhenNotFound: Type.Optional(Type.Boolean()),
    associate: Type.Optional(Type.Boolean()),
  },
  closed,
);

const Entry = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' }),
    name: Type.Optional(Text),
    configuration: Type.Optional(Type.Union([Text, Texts])),
    owned: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    product: Type.Optional(Id),
    editions: Type.Optional(Type.Array(Id, { minItems: 1 })),
    versions: Type.Optional(Texts),
    metric: Type.Optional(Id),
    switches: Type.Optional(Type.Record(Text, Text)),
    figures: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^(users|employees)$' }),
        Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
      ),
    ),
    scope: Type.Optional(
      Type.Object(
        {
          tags: Type.Optional(Tags),
          excludedTags: Type.Optional(Tags),
          hosts: Type.Optional(Texts),
          groups: Type.Optional(Groups),
          accounts: Type.Optional(Texts),
          clusters: Type.Optional(Texts),
        },
        closed,
      ),
    ),
    exemptionTags: Type.Optional(Type.Array(ExemptionKind)),
    exemptions: Type.Optional(Type.Array(Exemption)),
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    validFrom: Type.Optional(IsoDate),
    expires: Type.Optional(IsoDate),
    aws: Type.Optional(WantedInAws),
    choice: Type.Optional(Type.Object({ position: Text, reason: Text }, closed)),
  },
  closed,
);

/** licenses.yaml: the contracts, as the operator knows them. Dates are days in UTC; `expires` is the first day without the right. */
export const LicensesFile = Type.Object(
  {
    groups: Type.Optional(Type.Array(Group, { maxItems: 1_000 })),
    licenses: Type.Array(Entry, { maxItems: 10_000 }),
  },
  closed,
);
export type LicensesFile = Static<typeof LicensesFile>;
export type LicensesFileEntry = LicensesFile['licenses'][number];
export type GroupEntry = Static<typeof Group>;
