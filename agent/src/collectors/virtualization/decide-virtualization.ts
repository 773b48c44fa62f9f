import type { VirtualizationKind } from '@coreledger/shared/virtualization.ts';
import type { Clue } from './clue.ts';

export interface Decision {
  readonly kind: Extract<VirtualizationKind, 'physical' | 'guest' | 'hypervisor' | 'unknown'>;
  readonly hypervisor: string | null;
  readonly cloud: string | null;
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
    // Hypervisors that present no firmware tables at all (Firecracker, kvmtool, crosvm, Cloud Hypervisor) are KVM's.
    return { kind: 'guest', hypervisor: physical === undefined ? flag.hypervisor : null, cloud };
  }
  return { kind: physical === undefined ? 'unknown' : 'physical', hypervisor: null, cloud };
}

/** QEMU's machine on x86 is KVM's where CPUID has the hypervisor bit, which KVM always sets. */
function accelerated({ hypervisor }: Clue, hypervisorBit: boolean | null): string | null {
  return hypervisor === 'qemu' && hypervisorBit === true ? 'kvm' : hypervisor;
}
