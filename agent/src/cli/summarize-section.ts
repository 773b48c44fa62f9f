import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';

type Value<Name extends SectionName> = Extract<Sections[Name], { status: 'present' }>['value'];

/** Sections of which a name or a count says something to a reader. */
const SUMMARIES: { readonly [Name in SectionName]?: (value: Value<Name>) => string | null } = {
  cpu: processors,
  virtualization: ({ kind, hypervisor, container }) => words([kind, hypervisor, container]),
  firmware: ({ system }) => words([system.manufacturer, system.product]),
  operatingSystem: ({ prettyName }) => prettyName,
  network: found,
  software: found,
  editions: found,
};

/** What was found, in a few words; null where there is nothing to say. */
export function summarizeSection<Name extends SectionName>(
  name: Name,
  section: Sections[Name],
): string | null {
  return section.status === 'present' ? (SUMMARIES[name]?.(section.value as Value<Name>) ?? null) : null;
}

function processors({ sockets, cores, logicalProcessors, virtual }: Value<'cpu'>): string {
  const counted = [
    `sockets ${sockets ?? 'unknown'}`,
    `cores ${cores ?? 'unknown'}`,
    `logical processors ${logicalProcessors ?? 'unknown'}`,
  ];
  return `${counted.join(', ')}${virtual === true ? ' (virtual)' : ''}`;
}

function words(parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(' ') || null;
}

function found(rows: readonly unknown[]): string {
  return `${rows.length} found`;
}
