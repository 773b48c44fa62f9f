import type { Sections } from '@coreledger/shared/host-report.ts';

/** What was found, in a few words; undefined for sections of which a count or a name says nothing. */
export function summarizeSection(sections: Sections, name: keyof Sections): string | undefined {
  const section = sections[name];
  if (section.status !== 'present') return undefined;
  switch (name) {
    case 'cpu':
      return sections.cpu.status === 'present' ? processors(sections.cpu.value) : undefined;
    case 'virtualization':
      return sections.virtualization.status === 'present' ? place(sections.virtualization.value) : undefined;
    case 'operatingSystem':
      return sections.operatingSystem.status === 'present'
        ? (sections.operatingSystem.value.prettyName ?? undefined)
        : undefined;
    case 'firmware': {
      if (sections.firmware.status !== 'present') return undefined;
      const { manufacturer, product } = sections.firmware.value.system;
      return [manufacturer, product].filter((text) => text !== null).join(' ') || undefined;
    }
    case 'software':
    case 'editions':
    case 'network':
      return Array.isArray(section.value) ? `${section.value.length} found` : undefined;
    case 'memory':
    case 'ssmRegistration':
      return undefined;
  }
}

type Value<Name extends keyof Sections> = Extract<Sections[Name], { status: 'present' }>['value'];

function processors({ sockets, cores, logicalProcessors, virtual }: Value<'cpu'>): string {
  const counted = [
    [sockets, 'sockets'],
    [cores, 'cores'],
    [logicalProcessors, 'logical processors'],
  ].map(([count, what]) => `${what} ${count ?? 'unknown'}`);
  return `${counted.join(', ')}${virtual === true ? ' (virtual)' : ''}`;
}

function place({ kind, hypervisor, container }: Value<'virtualization'>): string {
  return [kind, hypervisor ?? '', container ?? ''].filter((word) => word !== '').join(' ');
}
