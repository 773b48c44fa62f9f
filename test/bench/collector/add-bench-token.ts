import type { Stores } from '../../../collector/src/ports/stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';

/** A join token for as many hosts as are put into the store; expired at once, for nobody enrols by it. `at`: epoch milliseconds. */
export function addBenchToken(
  { tokens }: Pick<Stores, 'tokens'>,
  { tokenId, hosts, at }: { tokenId: string; hosts: number; at: number },
): Promise<void> {
  return tokens.add(
    {
      tokenId,
      secretHash: tokenId,
      description: null,
      maxUses: hosts,
      uses: 0,
      createdAt: at,
      expiresAt: at + 1,
      revokedAt: null,
      hostPattern: null,
      cidrs: [],
    },
    ENTRY,
  );
}
