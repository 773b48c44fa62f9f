import { identifiersOf, matchIdentifiers } from '../identity/match-identity.ts';
import type { IdentityCheck } from '../ports/identity-check.ts';
import type { IdentityIndex } from '../ports/identity-index.ts';

/** Holds an enrolling host against those known: a new key for a known machine needs an operator. */
export function createJudgeIdentity({ index }: { index: IdentityIndex }): IdentityCheck {
  return {
    async judge(identity) {
      const own = identifiersOf(identity);
      for (const host of await index.sharing(own)) {
        const { same, shared } = matchIdentifiers(host.identifiers, own);
        if (same) return { kind: 'takeover', hostId: host.hostId, matched: shared };
      }
      return { kind: 'new' };
    },
  };
}
