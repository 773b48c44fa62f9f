import { Problem } from '@coreledger/shared/problem.ts';
import { type Static, type TSchema, Type } from 'typebox';

export const Instant = Type.String({ format: 'date-time', description: 'UTC, ISO 8601' });

export function Nullable<Inner extends TSchema>(inner: Inner) {
  return Type.Union([inner, Type.Null()]);
}

export const PageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Rows on one page' }),
  ),
  after: Type.Optional(Type.String({ maxLength: 512, description: '`next` of the page before' })),
};

export function PageOf<Row extends TSchema>(row: Row) {
  return Type.Object({
    items: Type.Array(row),
    next: Nullable(Type.String({ description: 'Cursor of the next page; null after the last' })),
  });
}

/** The problem document under a name of its own, so that the OpenAPI document describes it once. */
export const ProblemSchema = { $id: 'Problem', description: 'Problem (RFC 9457)', ...Problem };
const problemReference = Type.Unsafe<unknown>({ $ref: 'Problem#' });

/** Responses of a route: its own, and the problem document for what can go wrong. */
export function answers<Answers extends Record<number, TSchema>>(own: Answers, ...problems: number[]) {
  const failures = Object.fromEntries(
    [400, 401, 403, 429, 503, ...problems].map((status) => [status, problemReference]),
  );
  // For the types of handlers only the own answers count: problems are thrown.
  return { ...failures, ...own } as unknown as Answers;
}

export const ApiKeySecurity = [{ apiKey: [] as string[] }];
export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });
export type IdParams = Static<typeof IdParams>;

/** Epoch milliseconds as ISO text. */
export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
