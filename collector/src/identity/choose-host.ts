import { type Identifier, type IdentityMatch, matchIdentifiers } from './match-identity.ts';

/** A host that an enrolling machine shares identifiers with, and the kinds of them. */
export interface Likeness {
  readonly hostId: string;
  readonly matched: readonly string[];
}

/** The known host that an enrolling machine looks like most. */
export interface HostClaim extends Likeness {
  /** What speaks against it: hosts that it looks like as well, or that carry what that host does not. */
  readonly others: readonly Likeness[];
}

interface Candidate {
  readonly hostId: string;
  readonly match: IdentityMatch;
}

const MOST_OTHERS = 5;

/** Of the known hosts, given in the order they were first seen, the one that it looks like; null where it is no known machine. */
export function chooseHost(
  own: readonly Identifier[],
  known: readonly { readonly hostId: string; readonly identifiers: readonly Identifier[] }[],
): HostClaim | null {
  const candidates = known.map(
    ({ hostId, identifiers }): Candidate => ({ hostId, match: matchIdentifiers(identifiers, own) }),
  );
  const [best, ...alike] = candidates.filter(({ match }) => match.same).toSorted(byLikeness);
  if (best === undefined) return null;
  const against = candidates.filter(
    ({ match }) => !match.same && match.shared.some((kind) => !best.match.shared.includes(kind)),
  );
  return {
    ...toLikeness(best),
    others: [...alike, ...against.toSorted(byLikeness)].slice(0, MOST_OTHERS).map(toLikeness),
  };
}

/** The sort is stable: of hosts that are as like, the one first seen. */
function byLikeness(a: Candidate, b: Candidate): number {
  return b.match.origins - a.match.origins || b.match.shared.length - a.match.shared.length;
}

function toLikeness({ hostId, match }: Candidate): Likeness {
  return { hostId, matched: match.shared };
}
