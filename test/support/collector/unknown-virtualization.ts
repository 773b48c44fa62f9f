import type { Virtualization } from '@coreledger/shared/virtualization.ts';

/** A virtualization section that tells nothing yet: tests say what theirs is about. */
export const UNKNOWN_VIRTUALIZATION: Virtualization = {
  kind: 'unknown',
  hypervisor: null,
  container: null,
  cloud: null,
  vmUuid: null,
  vmUuidSwapped: null,
  vmName: null,
  vmId: null,
  physicalHost: null,
  guests: null,
  evidence: [],
};
