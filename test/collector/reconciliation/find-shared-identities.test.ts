import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalUuid } from '../../../collector/src/identity/canonical-uuid.ts';
import { findSharedIdentities } from '../../../collector/src/reconciliation/find-shared-identities.ts';
import type { ReconciledHost } from '../../../collector/src/reconciliation/reconciled-host.ts';
import { identity } from '../../support/collector/test-agent.ts';
import { reconciledHost } from '../../support/reconciliation/build.ts';
import { hosts, PLACEHOLDER } from '../../support/reconciliation/sharing-hosts.ts';

/** Host by host. */
function shared(fleet: readonly ReconciledHost[], numberOf?: (text: string) => number) {
  const identities = findSharedIdentities(numberOf);
  for (const host of fleet) identities.add(host);
  const again = [...identities.toAddAgain()];
  for (const hostId of again) {
    const host = fleet.find((one) => one.hostId === hostId);
    if (host !== undefined) identities.addAgain(host);
  }
  return {
    again,
    found: identities.found().map(({ key, hostId, summary, cause }) => ({ key, hostId, summary, cause })),
  };
}

/** Out of all hosts at once. */
function plainlyShared(fleet: readonly ReconciledHost[]) {
  const machines = fleet.filter(({ placement }) => placement.kind !== 'container');
  const uuidOf = ({ identity: { smbiosUuid } }: ReconciledHost) =>
    smbiosUuid === null || smbiosUuid === PLACEHOLDER ? null : canonicalUuid(smbiosUuid);
  return (
    [
      ['smbios-uuid', uuidOf],
      ['machine-id', (host: ReconciledHost) => host.identity.machineIdHash],
    ] as const
  ).flatMap(([name, of]) => {
    const groups = [...Map.groupBy(machines, of)].flatMap(([value, group]) =>
      value === null || group.length < 2 ? [] : [{ value, group }],
    );
    // The one whose second host came first goes first.
    const secondOf = ({ group }: { group: ReconciledHost[] }) => fleet.indexOf(group[1] as ReconciledHost);
    return groups
      .toSorted((a, b) => secondOf(a) - secondOf(b))
      .map(({ value, group }) => {
        const inTime = group.toSorted((a, b) => a.firstSeenAt - b.firstSeenAt);
        const overlap = inTime.some((one, index) =>
          inTime.slice(0, index).some((before) => one.firstSeenAt < before.lastSeenAt),
        );
        return {
          key: `identity-claimed-twice:${name}:${value}`,
          hostId: group.map(({ hostId }) => hostId).toSorted()[0],
          summary: `${group.length} hosts carry one ${name}: ${group
            .map((one) => one.name)
            .toSorted()
            .join(', ')}`,
          cause: expect.stringMatching(overlap ? /^they report in the same time/ : /^each fell silent/),
        };
      });
  });
}

it('of shared identities the same is told host by host as of all hosts at once, in the same order', () => {
  fc.assert(
    fc.property(hosts, (fleet) => {
      expect(shared(fleet).found).toEqual(plainlyShared(fleet));
    }),
    { numRuns: 2_000 },
  );
});

it('identifiers that have one number share nothing by that', () => {
  const byKey = <One extends { key: string }>(list: readonly One[]) =>
    list.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  fc.assert(
    fc.property(hosts, fc.constantFrom(1, 2), (fleet, numbers) => {
      const found = shared(fleet, (text) => (text.codePointAt(0) ?? 0) % numbers).found;
      expect(byKey(found)).toEqual(byKey(plainlyShared(fleet)));
    }),
    { numRuns: 2_000 },
  );
});

it('of a fleet without clones no host is looked at again', () => {
  const fleet = Array.from({ length: 500 }, (_, index) => {
    const last = String(index).padStart(12, '0');
    const machineIdHash = String(index).padStart(64, '0');
    const smbiosUuid = `4c4c4544-0057-3510-8059-${last}`;
    return reconciledHost({ hostId: `host-${index}`, identity: identity({ smbiosUuid, machineIdHash }) });
  });
  expect(shared(fleet)).toEqual({ again: [], found: [] });
  // Each first one is, with however many hosts it shares something.
  const clones = fleet.map((host, index) => ({ ...host, hostId: `clone-${index}` }));
  const { again, found } = shared([...fleet, ...clones, ...clones]);
  expect([again.length, found.length]).toEqual([500, 1_000]);
});
