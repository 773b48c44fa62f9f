import type { VirtualizationKind } from '@coreledger/shared/virtualization.ts';
import type { Clue } from './clue.ts';

export interface Decision {
  readonly kind: Extract<VirtualizationKind, 'physical' | 'guest' | 'hypervisor' | 'unknown'>;
  readonly hypervisor: string | null;
  readonly cloud: string | null;
  /** Said where the hypervisor was concluded from what is missing, not read. */
  readonly inference?: string;
}

/**
 * Clues in order of trust: the first that names a hypervisor decides. `hypervisorBit` is CPUID's, null off x86. A kernel
 * that has it is a guest even where the firmware shows the machine below (VMware's reflectHost).
 */
export function decideVirtualization(clues: readonly Clue[], hypervisorBit: boolean | null): Decision {
  const cloud = clues.find((clue) => clue.cloud !== undefined)?.cloud ?? null;
  const control = clues.find(({ says }) => says === 'control');
  if (control !== undefined) return { kind: 'hypervisor', hypervisor: control.hypervisor, cloud };

  const guest = clues.find(({ says }) => says === 'guest');
  if (guest !== undefined) return { kind: 'guest', hypervisor: accelerated(guest, hypervisorBit), cloud };

  const rented = clues.find(({ says }) => says === 'cloud');
  if (rented !== undefined) {
    return hypervisorBit === false
      ? { kind: 'physical', hypervisor: null, cloud }
      : { kind: 'guest', hypervisor: rented.hypervisor, cloud };
  }

  const physical = clues.find(({ says }) => says === 'physical');
  const flag = clues.find(({ says }) => says === 'flag');
  if (flag !== undefined) {
    if (physical !== undefined || flag.hypervisor === null) return { kind: 'guest', hypervisor: null, cloud };
    // Hypervisors that present no firmware tables at all (Firecracker, kvmtool, crosvm, Cloud Hypervisor) are KVM's.
    const inference = `inferred: no firmware names ${flag.hypervisor}, as its lightweight monitors do not`;
    return { kind: 'guest', hypervisor: flag.hypervisor, cloud, inference };
  }
  return { kind: physical === undefined ? 'unknown' : 'physical', hypervisor: null, cloud };
}

/** QEMU's machine on x86 is KVM's where CPUID has the hypervisor bit, which KVM always sets. */
function accelerated({ hypervisor }: Clue, hypervisorBit: boolean | null): string | null {
  return hypervisor === 'qemu' && hypervisorBit === true ? 'kvm' : hypervisor;
}
