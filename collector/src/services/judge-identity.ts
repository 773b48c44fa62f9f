import { chooseHost } from '../identity/choose-host.ts';
import { identifiersOf } from '../identity/match-identity.ts';
import type { IdentityCheck } from '../ports/identity-check.ts';
import type { IdentityIndex } from '../ports/identity-index.ts';

/** Holds an enrolling host against those known: a new key for a known machine needs an operator. */
export function createJudgeIdentity({ index }: { index: IdentityIndex }): IdentityCheck {
  return {
    async judge(identity) {
      const own = identifiersOf(identity);
      const claim = chooseHost(own, await index.sharing(own));
      return claim === null ? { kind: 'new' } : { kind: 'takeover', claim };
    },
  };
}
