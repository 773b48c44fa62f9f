import type { Identifier } from '../identity/match-identity.ts';

/** A host that counts, with the identifiers it has now. */
export interface IndexedHost {
  readonly hostId: string;
  readonly identifiers: readonly Identifier[];
}

/** Hosts by what they are known by, so that an enrolment looks at few hosts, however many there are. */
export interface IdentityIndex {
  /**
   * Hosts that share one of the identifiers, in the order they were first seen. A host that is merged into another is given as that
   * one; a retired host is not given. A value that more than a hundred hosts share tells nothing and finds nobody.
   */
  sharing(identifiers: readonly Identifier[]): Promise<readonly IndexedHost[]>;
}
