import { canonicalUuid } from '../identity/canonical-uuid.ts';
import { isPlaceholder } from '../identity/placeholder.ts';
import type { Finding } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';
import type { ReconciledHost } from './reconciled-host.ts';

/** Identifiers of which two hosts should never share one; MACs and names are shared in good faith (bonds, short names). */
const IDENTIFIERS = [
  ['smbios-uuid', (host: ReconciledHost) => uuidOf(host)],
  ['machine-id', (host: ReconciledHost) => host.identity.machineIdHash],
] as const;

/** Two hosts with one uuid or machine id: clones, or one machine enrolled twice. Both keep counting until an operator decides. */
export function findSharedIdentities(hosts: readonly ReconciledHost[]): Finding[] {
  return IDENTIFIERS.flatMap(([name, of]) => {
    // Of a large fleet nearly all are the only one with theirs: no list is made for those.
    const first = new Map<string, ReconciledHost>();
    const sharing = new Map<string, ReconciledHost[]>();
    for (const host of hosts) {
      const value = of(host);
      // A container shows the firmware of the machine below it.
      if (value === null || host.placement.kind === 'container') continue;
      const other = first.get(value);
      const group = sharing.get(value);
      if (other === undefined) first.set(value, host);
      else if (group === undefined) sharing.set(value, [other, host]);
      else group.push(host);
    }
    return [...sharing].map(([value, group]) => sharedBy(name, value, group));
  });
}

function sharedBy(name: string, value: string, hosts: readonly ReconciledHost[]): Finding {
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
function causeOf(hosts: readonly ReconciledHost[]): string {
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
