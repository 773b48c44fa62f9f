import { afterEach, describe, expect, it } from 'vitest';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { SOURCES } from '../../support/aws/test-aws.ts';
import { dpkgItem, presentSection } from '../../support/collector/test-agent.ts';

const [ALIKE, SILENT, OTHER, GONE, RETIRED] = ['a', 'b', 'c', 'd', 'e'].map(
  (letter) => `mi-0000000000000000${letter}`,
);
const CONFIGURATION = 'arn:aws:license-manager:eu-central-1:111122223333:license-configuration:lic-0a';
const SPLUNK = { software: presentSection([dpkgItem('splunk', '9.1')]) };
const CPUS = 'inventory: { AWS:InstanceDetailedInformation: { entries: [{ CPUs: "32" }] } }';

function fleet(countingType: string): string {
  return `accounts:
  - id: "111122223333"
    accessKeys: [AKIADOUBLE1111222233]
    regions:
      eu-central-1:
        instances:
          - { id: ${ALIKE}, computerName: alike, ${CPUS} }
          - { id: ${SILENT}, computerName: silent, lastPing: 9d ago, ${CPUS} }
          - { id: ${OTHER}, computerName: other, inventory: { AWS:InstanceDetailedInformation: { entries: [{ CPUs: "16" }] } } }
          - { id: ${GONE}, computerName: gone, ${CPUS} }
          - { id: ${RETIRED}, computerName: retired, lastPing: 3d ago, ${CPUS} }
        licenseConfigurations:
          - { id: lic-0a, name: Splunk, countingType: ${countingType}, associated: [${[ALIKE, SILENT, OTHER, GONE, RETIRED].join(', ')}] }
`;
}

let world: AwsWorld;
afterEach(() => world.close());

async function comparisons(countingType: string, metric: string) {
  world = await startAwsWorld({
    fleet: fleet(countingType),
    licenses: `licenses: [{ id: splunk, name: Splunk, configuration: '${CONFIGURATION}', product: splunk/enterprise, metric: ${metric} }]\n`,
    sources: [SOURCES[0]],
  });
  for (const [name, id] of [
    ['alike', ALIKE],
    ['other', OTHER],
    ['retired', RETIRED],
  ] as const)
    await world.report(name, { managedInstanceId: id ?? '' }, SPLUNK);
  await world.report('alone', null, SPLUNK);
  const { hosts, reconciliation } = world.collector.collector.services;
  await hosts.change('retired', { kind: 'retire' }, { actor: 'test', reason: 'scrapped' });
  const instances = world.double.state.accounts.get('111122223333')?.regions.get('eu-central-1')?.instances;
  await world.sync();
  // The list forgets it at once, what License Manager counts does not.
  instances?.delete(GONE ?? '');
  world.double.addFault({ kind: 'access-denied', service: 'license-manager' });
  await world.sync();
  return (await reconciliation()).comparisons;
}

describe('License Manager’s count and ours', () => {
  it('differ host by host, each with its cause, and the hosts add up to the difference', async () => {
    const [compared] = await comparisons('vCPU', 'vcpu');
    expect(
      compared?.resources.map(({ name, ours, theirs, cause }) => [
        name,
        ours,
        theirs,
        cause.replace(/\d{4}-[^ )]+Z/g, 'T'),
      ]),
    ).toEqual(
      [
        ['alone', 32, 0, 'not associated in License Manager, which counts what is associated'],
        [
          GONE,
          0,
          32,
          'Systems Manager lists it no more; License Manager updates what it counts when the inventory is purged, after 30 days',
        ],
        [
          'other',
          32,
          16,
          'License Manager counts the logical processors of SSM’s inventory; the host has 32 now',
        ],
        [
          'retired',
          0,
          32,
          'retired here: silent since T, and License Manager counts a managed instance as active for 30 days (until T)',
        ],
        [
          'silent',
          0,
          32,
          'associated; nothing of it is known to be installed there; silent since T, and License Manager counts a managed instance as active for 30 days (until T)',
        ],
      ].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
    const sum = compared?.resources.reduce(
      (total, { ours, theirs }) => total + (ours ?? 0) - (theirs ?? 0),
      0,
    );
    expect(sum).toBe(compared?.difference);
  });

  it('are not compared where License Manager counts logical processors and the license cores, and that is said', async () => {
    const [compared] = await comparisons('vCPU', 'core');
    expect(compared).toMatchObject({
      difference: null,
      resources: [],
      note: 'not comparable: License Manager counts vCPUs, which are logical processors; this license counts by core',
    });
  });
});
