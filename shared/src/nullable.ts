import { type TSchema, Type } from 'typebox';

/** `null` says "unknown". An absent fact is never given a default. */
export function Nullable<Inner extends TSchema>(inner: Inner) {
  return Type.Union([inner, Type.Null()]);
}

/** A count that may be unknown. The bound keeps arithmetic in exact integers. */
export function NullableCount() {
  return Nullable(Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 }));
}

export function NullableText(maxLength = 1024) {
  return Nullable(Type.String({ maxLength }));
}
