import { cpuinfoField } from '../cpu/cpuinfo-field.ts';
import type { Clue } from './clue.ts';

/** What `/proc/cpuinfo` says of a hypervisor. */
export interface CpuinfoClues {
  readonly clue: Clue | undefined;
  /** On x86, whether CPUID has the hypervisor bit; null elsewhere. KVM, Hyper-V and current VMware and Xen all set it. */
  readonly hypervisorBit: boolean | null;
}

export function cpuinfoClues(text: string): CpuinfoClues {
  const flags = cpuinfoField(text, 'flags');
  const hypervisorBit = flags === null ? null : /\bhypervisor\b/.test(flags);
  return { clue: namedClue(text) ?? (flags === null ? undefined : flagClue(flags)), hypervisorBit };
}

function namedClue(text: string): Clue | undefined {
  if (/^vendor_id\s*:\s*PowerVM Lx86/m.test(text)) return guest('powervm-lx86', 'cpuinfo: PowerVM Lx86');
  if (/^vendor_id\s*:\s*User Mode Linux/m.test(text)) return guest('uml', 'cpuinfo: User Mode Linux');
  // The model that QEMU gives where none is chosen, with KVM or without.
  if (/^model name\s*:\s*QEMU (Virtual|TCG) CPU/m.test(text)) return guest('qemu', 'cpuinfo: QEMU CPU');
  const machine = `${cpuinfoField(text, 'model') ?? ''} ${cpuinfoField(text, 'machine') ?? ''}`;
  // QEMU's pseries machine; on POWER it is run with KVM.
  if (machine.includes('emulated by qemu')) return guest('kvm', 'cpuinfo: emulated by qemu');
  switch (cpuinfoField(text, 'platform')) {
    case 'PowerNV':
      return { says: 'physical', hypervisor: null, evidence: 'cpuinfo: platform PowerNV' };
    case 'pSeries':
      return guest('powervm-lpar', 'cpuinfo: platform pSeries');
    default:
      return undefined;
  }
}

function flagClue(flags: string): Clue | undefined {
  if (!/\bhypervisor\b/.test(flags)) return undefined;
  // OpenBSD's vmm offers its guests neither a time stamp counter nor a local APIC; no other hypervisor withholds both.
  if (!/\btsc\b/.test(flags) && !/\bapic\b/.test(flags)) {
    return guest('openbsd-vmm', 'cpuinfo: hypervisor flag, without tsc and apic');
  }
  // The kernel marks the counter reliable for VMware and Hyper-V alone.
  const hypervisor = /\btsc_reliable\b/.test(flags) ? null : 'kvm';
  return { says: 'flag', hypervisor, evidence: 'cpuinfo: hypervisor flag' };
}

function guest(hypervisor: string, evidence: string): Clue {
  return { says: 'guest', hypervisor, evidence };
}
