import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ManagedInstance } from '../../../collector/src/reconciliation/aws-facts.ts';
import { findDifferences } from '../../../collector/src/reconciliation/find-differences.ts';
import type { Finding } from '../../../collector/src/reconciliation/finding.ts';
import type { FormerRegistration } from '../../../collector/src/reconciliation/former-registrations.ts';
import { hostFinding } from '../../../collector/src/reconciliation/host-finding.ts';
import { AT, managedInstance, scopeCoverage } from '../../support/reconciliation/build.ts';
import { hosts, IDS, NAMES } from '../../support/reconciliation/sharing-hosts.ts';

const instances: fc.Arbitrary<readonly ManagedInstance[]> = fc
  .tuple(fc.shuffledSubarray(IDS), fc.infiniteStream(fc.tuple(fc.constantFrom(null, ...NAMES), fc.boolean())))
  .map(([ids, said]) =>
    ids.map((instanceId) => {
      const [computerName, isEc2] = said.next().value;
      return managedInstance({ instanceId, computerName, origin: isEc2 ? 'ec2' : 'hybrid' });
    }),
  );

const superseded: fc.Arbitrary<ReadonlyMap<string, FormerRegistration>> = fc
  .subarray(IDS, { maxLength: 2 })
  .map(
    (ids) =>
      new Map(
        ids.map((managedInstanceId) => [
          managedInstanceId,
          { managedInstanceId, hostId: 'gone', hostName: 'gone', why: 'retired', endedAt: AT },
        ]),
      ),
  );

/** What tells one finding from another, of those about registrations and pairs. */
function told({ key, ours, cause }: Pick<Finding, 'key' | 'ours' | 'cause'>): string {
  const namesake = key.startsWith('agent-missing')
    ? (cause ?? 'no namesake').replace(/^the agent of | may .*/g, '')
    : '';
  return [key, ours.hosts ?? '', namesake].join(' ').trim();
}

it('of registrations the same is told host by host as of all hosts at once, in the same order', () => {
  fc.assert(
    fc.property(hosts, instances, superseded, fc.boolean(), (fleet, listed, former, isRead) => {
      const found = findDifferences({
        instances: listed,
        superseded: former,
        freshness: [],
        coverage: isRead ? [scopeCoverage()] : [],
      });
      const compared: string[] = [];
      for (const host of fleet)
        for (const instance of found.addHost(host)) {
          compared.push(`${host.hostId} ${instance.instanceId}`);
          const one = hostFinding('stale-ssm', host, '', { ours: {}, theirs: {} }, instance.instanceId);
          found.addPair(instance, [one]);
        }
      const { findings, unjudged } = found.found();

      const listedIds = listed.map(({ instanceId }) => instanceId);
      const claimantsOf = (id: string) => fleet.filter((host) => host.managedInstanceIds.includes(id));
      const unclaimed = listed.filter(({ instanceId }) => claimantsOf(instanceId).length === 0);
      const without = unclaimed.filter(
        ({ instanceId, origin }) =>
          origin === 'hybrid' &&
          !former.has(instanceId) &&
          !fleet.some((host) => host.mergedManagedInstanceIds.includes(instanceId)),
      );
      const namesakeOf = ({ computerName }: ManagedInstance) =>
        fleet.findLast(
          ({ name, identity: { fqdn }, managedInstanceIds, registration }) =>
            managedInstanceIds.length === 0 &&
            !registration.known &&
            computerName !== null &&
            [name, fqdn].some((one) => one?.toLowerCase() === computerName.toLowerCase()),
        );
      const registered = fleet.filter((host) => host.managedInstanceIds.length > 0);
      const strangers = registered.filter(
        (host) => isRead && !host.managedInstanceIds.some((id) => listedIds.includes(id)),
      );
      const unregistered = fleet.filter((host) => isRead && host.managedInstanceIds.length === 0);
      const notManaged = (known: boolean) =>
        unregistered
          .filter(({ registration }) => registration.known === known)
          .map(({ hostId }) => `not-managed-by-ssm:${hostId}`);
      const namesOf = (id: string) =>
        claimantsOf(id)
          .map(({ name }) => name)
          .toSorted()
          .join(', ');
      expect(unjudged.map(({ key }) => key)).toEqual(notManaged(false));
      expect(findings.map(told)).toEqual([
        ...without.map((instance) => {
          const namesake = namesakeOf(instance);
          const said = namesake === undefined ? 'no namesake' : `${namesake.name} (${namesake.hostId})`;
          return `agent-missing:${instance.instanceId}  ${said}`;
        }),
        ...strangers.map(
          ({ hostId, managedInstanceIds }) => `re-registered:${hostId}:${managedInstanceIds.at(-1)}`,
        ),
        ...notManaged(true),
        ...unclaimed
          .filter(({ instanceId }) => former.has(instanceId))
          .map(({ instanceId }) => `retired-still-registered:gone:${instanceId}`),
        ...listedIds
          .filter((id) => claimantsOf(id).length > 1)
          .map((id) => `identity-claimed-twice:${id} ${namesOf(id)}`),
        ...fleet.filter(({ stale }) => stale).map(({ hostId }) => `stale-agent:${hostId}`),
        ...listedIds.flatMap((id) => claimantsOf(id).map(({ hostId }) => `stale-ssm:${hostId}:${id}`)),
      ]);
      expect(compared).toEqual(
        fleet.flatMap(({ hostId, managedInstanceIds }) =>
          managedInstanceIds.filter((id) => listedIds.includes(id)).map((id) => `${hostId} ${id}`),
        ),
      );
    }),
    { numRuns: 2_000 },
  );
});
