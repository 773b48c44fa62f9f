import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { ReportContent } from '../report/build-content.ts';

/** Systems Manager takes 4096 characters a value. */
const LONGEST = 4096;

/**
 * What Systems Manager is told of a host. It knows strings alone, and the same attributes every time: what is unknown is empty, as
 * in the types of its own agent. No time among them, so that an unchanged host is unchanged content.
 */
export function hostAttributes({ agent, sections }: ReportContent): Readonly<Record<string, string>> {
  const cpu = sections.cpu.status === 'present' ? sections.cpu.value : null;
  const virtualization = sections.virtualization.status === 'present' ? sections.virtualization.value : null;
  const editions = sections.editions.status === 'present' ? sections.editions : null;
  const listed = joined((editions?.value ?? []).map(words));
  return {
    AgentVersion: agent.version,
    Sockets: text(cpu?.sockets),
    Cores: text(cpu?.cores),
    SocketCores: cpu?.socketCores?.join(',').slice(0, LONGEST) ?? '',
    LogicalProcessors: text(cpu?.logicalProcessors),
    // A guest's sockets and cores are its hypervisor's invention.
    CpuVirtual: text(cpu?.virtual),
    Virtualization: text(virtualization?.kind),
    Hypervisor: text(virtualization?.hypervisor),
    Editions: listed.text,
    EditionsComplete: text(editions?.complete === true && listed.whole),
  };
}

function text(value: string | number | boolean | null | undefined): string {
  return value == null ? '' : String(value);
}

function words({ product, edition, version }: EditionEvidence): string {
  return [product, edition, version].filter((part) => part !== null).join(' ');
}

/** Whole entries as far as they go. */
function joined(entries: readonly string[]): { readonly text: string; readonly whole: boolean } {
  const sorted = [...new Set(entries)].toSorted();
  const all = sorted.join('; ');
  if (all.length <= LONGEST) return { text: all, whole: true };
  const cut = all.slice(0, LONGEST);
  return { text: cut.slice(0, Math.max(0, cut.lastIndexOf('; '))), whole: false };
}
