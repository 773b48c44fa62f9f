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
  const answered = new Set(
    current.sources.filter(({ status }) => status === 'read' || status === 'absent').map(({ name }) => name),
  );
  const listed = new Set(current.value.map((item) => JSON.stringify(item)));
  const kept = known.filter((item) => !answered.has(item.source) && !listed.has(JSON.stringify(item)));
  return [...current.value, ...kept];
}
