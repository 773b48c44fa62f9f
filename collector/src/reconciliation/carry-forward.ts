import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';

type Present<Name extends SectionName> = Extract<Sections[Name], { status: 'present' }>;
type PresentAny = { [Name in SectionName]: Present<Name> }[SectionName];

/**
 * What is known of a section after `current` was read, given what was known before. A complete section replaces; one with
 * a failed source adds, and keeps what only the failed source could have taken away.
 */
export function carryForward<Section extends PresentAny>(
  known: Section | undefined,
  current: Section,
): Section {
  if (known === undefined || current.complete) return current;
  if (Array.isArray(current.value) && Array.isArray(known.value)) {
    const listed = new Set(current.value.map((item) => JSON.stringify(item)));
    const kept = (known.value as unknown[]).filter((item) => !listed.has(JSON.stringify(item)));
    return { ...current, value: [...current.value, ...kept] } as Section;
  }
  const filled: Record<string, unknown> = { ...current.value };
  for (const [field, value] of Object.entries(known.value)) {
    if (filled[field] === null && value !== null) filled[field] = value;
  }
  return { ...current, value: filled } as Section;
}

/**
 * Software rows after an incomplete read: rows of sources that were read (or are truly absent) come from the new list
 * alone; rows of the other sources stay.
 */
export function carrySoftwareForward(
  known: readonly SoftwareItem[],
  current: Present<'software'>,
): readonly SoftwareItem[] {
  if (current.complete) return current.value;
  const answered = answeredSources(current);
  const listed = new Set(current.value.map((item) => JSON.stringify(item)));
  const kept = known.filter((item) => !answered.has(item.source) && !listed.has(JSON.stringify(item)));
  return [...current.value, ...kept];
}

/**
 * Edition evidence after an incomplete read: of a detector that was answered the new list alone. Of another what was known stays,
 * but for what was found again in the same place; a place of which the edition could not be read keeps the one it had.
 */
export function carryEditionsForward(
  known: Present<'editions'>,
  current: Present<'editions'>,
): Present<'editions'> {
  if (current.complete) return current;
  const answered = answeredSources(current);
  const before = Map.groupBy(
    known.value.filter(({ detector }) => !answered.has(detector)),
    placeOf,
  );
  const found = current.value.flatMap((evidence) =>
    evidence.edition === null ? (before.get(placeOf(evidence)) ?? evidence) : evidence,
  );
  for (const evidence of current.value) before.delete(placeOf(evidence));
  return { ...current, value: [...found, ...[...before.values()].flat()] };
}

function placeOf({ detector, product, location, instance }: EditionEvidence): string {
  return JSON.stringify([detector, product, location, instance]);
}

/** Sources whose rows the new list replaces. */
function answeredSources({ sources }: PresentAny): ReadonlySet<string> {
  return new Set(
    sources.filter(({ status }) => status === 'read' || status === 'absent').map(({ name }) => name),
  );
}
