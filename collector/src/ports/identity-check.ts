import type { HostIdentity } from '@coreledger/shared/host-identity.ts';

/** Whether an enrolling host looks like one already known. `takeover`: it would continue that host under a new key. */
export type IdentityVerdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'takeover'; readonly hostId: string; readonly matched: readonly string[] };

export interface IdentityCheck {
  judge(identity: HostIdentity): Promise<IdentityVerdict>;
}
