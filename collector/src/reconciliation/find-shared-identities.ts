import { canonicalUuid } from '../identity/canonical-uuid.ts';
import { isPlaceholder } from '../identity/placeholder.ts';
import type { Finding } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';
import { numberOfText } from './number-of-text.ts';
import type { ReconciledHost } from './reconciled-host.ts';

/** Identifiers of which two hosts should never share one; MACs and names are shared in good faith (bonds, short names). */
const IDENTIFIERS = [
  ['smbios-uuid', (host: ReconciledHost) => uuidOf(host)],
  ['machine-id', (host: ReconciledHost) => host.identity.machineIdHash],
] as const;

type Member = Pick<ReconciledHost, 'hostId' | 'name' | 'firstSeenAt' | 'lastSeenAt'>;

/** Hosts come one after the other. Of each only a number for each identifier is kept, unless another had that number before. */
export interface SharedIdentities {
  add(host: ReconciledHost): void;
  /** The hosts, by id, that are to be looked at again once all were: the first with a number that was met twice. */
  toAddAgain(): Iterable<string>;
  addAgain(host: ReconciledHost): void;
  found(): Finding[];
}

/**
 * Two hosts with one uuid or machine id: clones, or one machine enrolled twice. Both keep counting until an operator decides.
 * Hosts are held together by the identifier itself: where two of them have one number, no more than a look is lost.
 */
export function findSharedIdentities(
  numberOf: (identifier: string) => number = numberOfText,
): SharedIdentities {
  const kinds = IDENTIFIERS.map(([name, of]) => ({ name, ...sharing(of, numberOf) }));
  return {
    add(host) {
      for (const kind of kinds) kind.add(host);
    },
    toAddAgain: () => new Set(kinds.flatMap((kind) => [...kind.toAddAgain])),
    addAgain(host) {
      for (const kind of kinds) kind.addAgain(host);
    },
    found: () =>
      kinds.flatMap(({ name, groups }) =>
        [...groups].flatMap(([value, group]) => (group.length > 1 ? [sharedBy(name, value, group)] : [])),
      ),
  };
}

function sharing(of: (host: ReconciledHost) => string | null, numberOf: (identifier: string) => number) {
  const first = new Map<number, string>();
  const toAddAgain = new Set<string>();
  const groups = new Map<string, Member[]>();

  /** A container shows the firmware of the machine below it. */
  function identifierOf(host: ReconciledHost): string | null {
    return host.placement.kind === 'container' ? null : of(host);
  }

  return {
    toAddAgain,
    groups,
    add(host: ReconciledHost): void {
      const value = identifierOf(host);
      if (value === null) return;
      const number = numberOf(value);
      const other = first.get(number);
      if (other === undefined) {
        first.set(number, host.hostId);
        return;
      }
      toAddAgain.add(other);
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [memberOf(host)]);
      else group.push(memberOf(host));
    },
    addAgain(host: ReconciledHost): void {
      const value = identifierOf(host);
      // With one of its identifiers it may be the first of several, with another just the next.
      if (value !== null && first.get(numberOf(value)) === host.hostId)
        groups.get(value)?.unshift(memberOf(host));
    },
  };
}

function memberOf({ hostId, name, firstSeenAt, lastSeenAt }: ReconciledHost): Member {
  return { hostId, name, firstSeenAt, lastSeenAt };
}

function sharedBy(name: string, value: string, hosts: readonly Member[]): Finding {
  const names = hosts
    .map((host) => host.name)
    .toSorted()
    .join(', ');
  return {
    kind: 'identity-claimed-twice',
    key: `identity-claimed-twice:${name}:${value}`,
    severity: findingCatalog['identity-claimed-twice'].severity,
    hostId: hosts.map(({ hostId }) => hostId).toSorted()[0] ?? null,
    license: null,
    summary: `${hosts.length} hosts carry one ${name}: ${names}`,
    cause: causeOf(hosts),
    ours: { [name]: name === 'machine-id' ? `${value.slice(0, 12)}…` : value, hosts: names },
    theirs: {},
  };
}

/** A machine that was enrolled again falls silent under its old key; of a clone, both sides report in one time. */
function causeOf(hosts: readonly Member[]): string {
  let heardUntil = Number.NEGATIVE_INFINITY;
  for (const { firstSeenAt, lastSeenAt } of hosts.toSorted((a, b) => a.firstSeenAt - b.firstSeenAt)) {
    if (firstSeenAt < heardUntil)
      return 'they report in the same time: two machines run, or two agents on one';
    heardUntil = Math.max(heardUntil, lastSeenAt);
  }
  return 'each fell silent before the next was heard of: it may be one machine, enrolled again';
}

function uuidOf({ identity: { smbiosUuid } }: ReconciledHost): string | null {
  return smbiosUuid === null || isPlaceholder(smbiosUuid) ? null : canonicalUuid(smbiosUuid);
}
