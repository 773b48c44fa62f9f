import { Type } from 'typebox';
import { Instant, Nullable } from '../schemas.ts';

const Count = Type.Integer();
const Text = Type.String();
const Confidence = Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]);

export const LineState = Type.Union(
  ['counted', 'doubtful', 'covered', 'exempt', 'free', 'superseded', 'allocated-elsewhere'].map((one) =>
    Type.Literal(one),
  ),
  {
    description:
      'counted: owes its quantity. doubtful: may owe, its edition is unknown. covered: counted at coveredBy. exempt, free, superseded, allocated-elsewhere: owes nothing here, and why',
  },
);

export const Sources = Type.Array(
  Type.Object({
    account: Text,
    region: Text,
    kind: Text,
    lastSuccessAt: Nullable(Instant),
    staleSince: Nullable(Instant),
    error: Nullable(Text),
  }),
  { description: 'How fresh each kind of AWS data is' },
);

export const Completeness = Type.Object(
  {
    hosts: Count,
    known: Type.Integer({ description: 'Hosts that are read whole and were heard of lately' }),
    gaps: Type.Array(
      Type.Object({
        reason: Text,
        hosts: Nullable(Type.Integer({ description: 'null: nobody knows how many' })),
      }),
    ),
  },
  { description: 'How much of the answer rests on facts' },
);

export const PositionDto = Type.Object({
  license: Type.String({ description: 'Id of the license' }),
  name: Text,
  metric: Nullable(
    Type.Object({
      id: Text,
      name: Text,
      unit: Text,
      effectiveFrom: Type.String({ description: 'Day from which this version of the rule applies' }),
      source: Type.String({ description: 'Where the rule is written' }),
      status: Type.String({ description: 'Whether the rule was checked against its source' }),
      packSize: Nullable(Count),
    }),
  ),
  owned: Nullable(Type.Integer({ description: 'Rights owned; null: none recorded, 0 once expired' })),
  validity: Text,
  expiresAt: Nullable(Instant),
  consumedOnPremises: Type.Integer({ description: 'Sum of the measured hosts' }),
  worstCaseOnPremises: Nullable(
    Type.Integer({ description: 'With what unmeasurable hosts may owe at most; null: no bound' }),
  ),
  unmeasurable: Type.Integer({ description: 'Hosts whose demand cannot be measured' }),
  softPartition: Nullable(
    Type.Object(
      {
        figures: Type.Array(
          Type.Object({
            position: Type.String({ description: 'guest, host or cluster' }),
            total: Count,
            worstCase: Nullable(Count),
            unmeasurable: Count,
            chosen: Type.Boolean(),
          }),
        ),
        reason: Nullable(Type.String({ description: 'choice.reason of licenses.yaml' })),
      },
      { description: 'The same demand under each reading of soft partitions; null: the metric does not ask' },
    ),
  ),
  consumedInAws: Nullable(
    Type.Integer({
      description: 'EC2, Dedicated Hosts and RDS, where License Manager counts in the same unit',
    }),
  ),
  balance: Nullable(Type.Integer({ description: 'Owned less consumed; negative is a shortfall' })),
  worstCaseBalance: Nullable(Count),
  packsShort: Nullable(Count),
  state: Type.String({ description: 'compliant, shortfall, undetermined or no-entitlement' }),
  completeness: Completeness,
  aws: Type.Array(
    Type.Object({
      configurationArn: Text,
      unit: Nullable(Text),
      inAws: Nullable(Count),
      onPremisesByAws: Nullable(
        Type.Integer({
          description: "License Manager's own count of managed instances: compared, never added",
        }),
      ),
      comparable: Type.Boolean({ description: 'Whether both sides count in one unit' }),
    }),
  ),
  boundBy: Type.Object({
    selectors: Nullable(Text),
    metric: Text,
    owned: Nullable(Text),
    scope: Nullable(Text),
  }),
});

export const ConsumptionDto = Type.Object({
  asOf: Instant,
  knownAt: Nullable(Instant),
  licenses: Type.Array(PositionDto),
  unlicensed: Type.Array(
    Type.Object({
      product: Text,
      edition: Nullable(Text),
      hosts: Count,
      hostIds: Type.Array(Text, { description: 'The first hundred' }),
    }),
    { description: 'Licensable products for which no license pays' },
  ),
  completeness: Completeness,
  notes: Type.Array(Type.Object({ license: Text, problem: Text, text: Text })),
  sources: Sources,
});

export const InstallationDto = Type.Object({
  product: Text,
  edition: Nullable(Text),
  version: Nullable(Text),
  instance: Nullable(Text),
  confidence: Confidence,
  evidence: Type.Array(
    Type.Object({
      source: Type.String({ description: 'What said so: dpkg, rpm, sql-server, …' }),
      location: Type.String({ description: 'File, registry key or inventory' }),
      text: Text,
      seenAt: Instant,
    }),
  ),
});

export const LineDto = Type.Object({
  license: Text,
  licenseName: Text,
  hostId: Text,
  hostName: Text,
  state: LineState,
  quantity: Nullable(Type.Integer({ description: 'null: unmeasurable' })),
  worstCase: Nullable(Count),
  missing: Type.Array(Text, { description: 'Facts without which it cannot be measured' }),
  derivation: Type.Object({
    line: Type.String({ description: '2 sockets × max(8, 6) = 16' }),
    rule: Text,
    effectiveFrom: Text,
    source: Text,
    steps: Type.Array(
      Type.Object({
        operation: Text,
        inputs: Type.Record(Text, Type.Unknown()),
        result: Type.Unknown(),
        text: Text,
      }),
    ),
  }),
  coveredBy: Nullable(Text),
  paidBy: Nullable(Text),
  exemption: Nullable(
    Type.Object({
      kind: Text,
      reason: Text,
      expiresAt: Nullable(Instant),
      claimedBy: Text,
      applied: Type.Boolean(),
      problem: Nullable(Text),
    }),
  ),
  installations: Type.Array(InstallationDto),
  confidence: Confidence,
  notes: Type.Array(Text),
  stale: Type.Boolean({ description: 'Not heard of lately; it keeps counting' }),
  lastSeenAt: Instant,
  links: Type.Object({
    host: Text,
    reports: Type.String({ description: 'The signed reports that the evidence came in' }),
  }),
});

export const LicenseDto = Type.Object({
  asOf: Instant,
  knownAt: Nullable(Instant),
  position: PositionDto,
  totals: Type.Object(
    { total: Count, worstCase: Nullable(Count), unmeasurable: Count, lines: Count },
    { description: 'Sums over every line the filter leaves, on this page and the others' },
  ),
  items: Type.Array(LineDto),
  next: Nullable(
    Type.String({ description: 'Cursor of the next page; it keeps the instant. null after the last' }),
  ),
});
