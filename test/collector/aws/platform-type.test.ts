import { afterEach, expect, it } from 'vitest';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { SOURCES } from '../../support/aws/test-aws.ts';

const node = (no: number, platformType: string) =>
  JSON.stringify({
    id: `mi-0000000000000000${no}`,
    computerName: `node${no}`,
    platformType,
    inventory: {
      'AWS:Application': { entries: [{ Name: 'Acme Modeller', Version: '4.2', Publisher: 'Acme' }] },
      'AWS:InstanceDetailedInformation': { entries: [{ CPUs: '8' }] },
    },
  });

/** Three nodes without an agent that have the product; the configuration wants it on one platform alone. */
const fleet = (wanted: string) => `accounts:
  - id: "111122223333"
    accessKeys: [AKIADOUBLE1111222233]
    regions:
      eu-central-1:
        instances: [${node(1, 'Windows')}, ${node(2, 'windows')}, ${node(3, 'linux')}]
        licenseConfigurations:
          - id: lic-0a
            name: Acme
            countingType: vCPU
            count: 100
            products:
              - resourceType: SSM_MANAGED
                filters: [{ name: Application Name, values: [Acme Modeller] }, { name: Platform Type, values: [${wanted}] }]
`;

let world: AwsWorld;
afterEach(() => world.close());

it.each(['Windows', 'windows'])('a filter for %s means every spelling of the platform', async (wanted) => {
  world = await startAwsWorld({ fleet: fleet(wanted), sources: [SOURCES[0]] });
  await world.sync();
  const [acme] = (await world.answer()).report.positions;
  const lines = acme?.onPremises.lines.map(({ hostName, state }) => [hostName, state]);
  expect(lines).toEqual([
    ['node1', 'counted'],
    ['node2', 'counted'],
  ]);
});

it('a node is a Windows machine however AWS writes it', async () => {
  world = await startAwsWorld({ fleet: fleet('Windows'), sources: [SOURCES[0]] });
  await world.sync();
  const families = [...(await world.answer()).facts.values()].map(({ name, operatingSystem }) => [
    name,
    operatingSystem.family,
  ]);
  expect(families.toSorted()).toEqual([
    ['node1', 'windows'],
    ['node2', 'windows'],
    ['node3', 'linux'],
  ]);
});
