import { isSameMachine, sharedIdentifiers } from '../identity/match-identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { IdentityCheck } from '../ports/identity-check.ts';

/** Holds an enrolling host against those known: a new key for a known machine needs an operator. */
export function createJudgeIdentity({ fleet, clock }: { fleet: FleetStore; clock: Clock }): IdentityCheck {
  return {
    async judge(identity) {
      const hosts = await fleet.hostsAt({ at: clock.now() });
      const known = hosts.find((host) => isSameMachine(host.identity, identity));
      if (known === undefined) return { kind: 'new' };
      return { kind: 'takeover', hostId: known.hostId, matched: sharedIdentifiers(known.identity, identity) };
    },
  };
}
