import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { HostClaim } from '../identity/choose-host.ts';

/** Whether an enrolling host looks like one already known. `takeover`: it would continue that host under a new key. */
export type IdentityVerdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'takeover'; readonly claim: HostClaim };

export interface IdentityCheck {
  judge(identity: HostIdentity): Promise<IdentityVerdict>;
}
