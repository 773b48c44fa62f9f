import { Type } from 'typebox';
import { Nullable } from '../schemas.ts';
import { LineDto } from './consumption.ts';

const closed = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 256 });

export const DescribedHostDto = Type.Object(
  {
    name: Type.Optional(Name),
    kind: Type.Union([Type.Literal('physical'), Type.Literal('guest')]),
    socketCores: Type.Array(Type.Integer({ minimum: 1, maximum: 4096 }), {
      minItems: 1,
      maxItems: 256,
      description: 'Cores of each socket: [16, 16]',
    }),
    threadsPerCore: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)], { default: 1 })),
    physicalHost: Type.Optional(Type.String({ description: 'Where a guest will run: id or name' })),
    tags: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  closed,
);

export const CheckRequestDto = Type.Object(
  {
    license: Type.String({ minLength: 1, maxLength: 256, description: 'Id or unique name' }),
    host: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'Id or name of a known host' }),
    ),
    described: Type.Optional(DescribedHostDto),
    product: Type.Optional(Name),
    edition: Type.Optional(Name),
  },
  closed,
);

export const CheckDto = Type.Object({
  verdict: Type.String({
    description:
      'fits: enough is owned even in the worst case. exceeds: more than is owned. denied: the same under a hard limit, or a rule is broken. unknown',
  }),
  reasons: Type.Array(Type.String()),
  license: Type.String(),
  product: Type.String(),
  edition: Nullable(Type.String()),
  host: Type.String(),
  owned: Nullable(Type.Integer()),
  hardLimit: Type.Boolean(),
  consumedBefore: Type.Integer(),
  consumedAfter: Type.Integer(),
  worstCaseAfter: Nullable(Type.Integer()),
  balanceAfter: Nullable(Type.Integer()),
  lines: Type.Array(LineDto, { description: 'How the host would be counted' }),
});
