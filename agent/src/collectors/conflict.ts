import type { Conflict } from '@coreledger/shared/section.ts';

type Said = Conflict['values'][number];

/** A conflict where at least two sources know the field and do not say the same; undefined otherwise. */
export function conflictOver(field: string, said: readonly Said[]): Conflict | undefined {
  const known = said.filter(({ value }) => value !== null);
  const distinct = new Set(
    known.map(({ value }) => (typeof value === 'string' ? value.toLowerCase() : value)),
  );
  return distinct.size < 2 ? undefined : { field, values: known.slice(0, 16) };
}
