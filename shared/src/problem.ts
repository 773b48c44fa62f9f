import { type Static, Type } from 'typebox';

/** Error body of every 4xx and 5xx answer (RFC 9457, `application/problem+json`). */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    /** The closed error code, stable across releases. */
    code: Type.String(),
    /** The same id stands in the collector's log. */
    id: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ path: Type.String(), message: Type.String() }, { additionalProperties: false }),
      ),
    ),
  },
  { additionalProperties: false },
);
export type Problem = Static<typeof Problem>;
