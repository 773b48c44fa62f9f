import { afterEach, describe, expect, it } from 'vitest';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { SOURCES } from '../../support/aws/test-aws.ts';
import { dpkgItem, presentSection } from '../../support/collector/test-agent.ts';

const OURS = 'mi-00000000000000001';
const REGISTERED_EC2 = 'mi-0000000000000000e';
const EC2 = 'i-0123456789abcdef0';
const ARN = 'arn:aws:license-manager:eu-central-1:111122223333:license-configuration:';
const DEDICATED_HOST = 'h-0123456789abcdef0';
const SOFTWARE = { software: presentSection([dpkgItem('splunk', '9.1')]) };

const RESOURCES = {
  EC2_INSTANCE: `{ arn: "arn:aws:ec2:eu-central-1:111122223333:instance/${EC2}", type: EC2_INSTANCE, consumed: 4 }`,
  EC2_HOST: `{ arn: "arn:aws:ec2:eu-central-1:111122223333:dedicated-host/${DEDICATED_HOST}", type: EC2_HOST, consumed: 48 }`,
  RDS: '{ arn: "arn:aws:rds:eu-central-1:111122223333:db:billing", type: RDS, consumed: 8 }',
};

/** One configuration of 200 by a counting type, a host of ours and a hybrid-registered EC2 machine among its associations. */
function fleet(countingType: string, resources: readonly string[], ec2Instances: readonly string[]): string {
  return `accounts:
  - id: "111122223333"
    accessKeys: [AKIADOUBLE1111222233]
    regions:
      eu-central-1:
        instances:
          - { id: ${OURS}, inventory: { AWS:InstanceDetailedInformation: { entries: [{ CPUs: "32", CPUCores: "16", CPUSockets: "2" }] } } }
          - { id: ${REGISTERED_EC2}, sourceType: "AWS::EC2::Instance", sourceId: ${EC2}, inventory: { AWS:InstanceDetailedInformation: { entries: [{ CPUs: "32" }] } } }
        ec2Instances: [${ec2Instances.join(', ')}]
        licenseConfigurations:
          - { id: lic-0a, name: Splunk, countingType: ${countingType}, count: 200, tags: { "coreledger:product": splunk/enterprise }, associated: [${OURS}], resources: [${resources.join(', ')}] }
`;
}

const LICENSES = (metric: string) => `licenses:
  - { id: splunk, name: Splunk, configuration: '${ARN}lic-0a', product: splunk/enterprise, metric: ${metric} }
`;

let world: AwsWorld;
afterEach(() => world.close());

async function started(
  countingType: string,
  metric: string,
  resources: readonly string[],
  ec2Instances: readonly string[] = [],
) {
  world = await startAwsWorld({
    fleet: fleet(countingType, resources, ec2Instances),
    licenses: LICENSES(metric),
    sources: [SOURCES[0]],
  });
  await world.report('db01', { managedInstanceId: OURS }, SOFTWARE);
  await world.sync();
}

async function position() {
  const { report } = await world.answer();
  const [first] = report.positions;
  return {
    owned: first?.owned,
    ours: first?.onPremises.total,
    inAws: first?.consumedInAws,
    balance: first?.balance,
  };
}

describe('the total position: what is owned, less what AWS counts there, less what we count here', () => {
  it.each([
    ['EC2 instances', [RESOURCES.EC2_INSTANCE], 4],
    ['Dedicated Hosts', [RESOURCES.EC2_HOST], 48],
    ['RDS', [RESOURCES.RDS], 8],
    ['all of them', Object.values(RESOURCES), 60],
    ['nothing', [], 0],
  ])('with %s in AWS', async (_what, resources, inAws) => {
    await started('vCPU', 'vcpu', resources);
    expect(await position()).toEqual({ owned: 200, ours: 32, inAws, balance: 200 - 32 - inAws });
    const { services } = world.collector.collector;
    expect((await services.reconciliation()).comparisons).toMatchObject([
      {
        unit: 'vcpu',
        oursOnPremises: 32,
        awsOnPremises: 32,
        difference: 0,
        note: 'like with like: both count managed instances in this unit',
      },
    ]);
  });

  it('an EC2 machine that is registered as a hybrid node and runs the agent is counted once, in AWS', async () => {
    await started('vCPU', 'vcpu', [RESOURCES.EC2_INSTANCE]);
    const before = await position();
    await world.report('ec2box', { managedInstanceId: REGISTERED_EC2 }, SOFTWARE);
    expect(await position()).toEqual(before);
    const [splunk] = (await world.answer()).report.positions;
    const line = splunk?.onPremises.lines.find(({ hostName }) => hostName === 'ec2box');
    expect(line).toMatchObject({
      state: 'exempt',
      exemption: { reason: `counted in AWS as arn:aws:ec2:eu-central-1:111122223333:instance/${EC2}` },
    });
  });

  async function ec2Line() {
    await world.report('ec2box', { managedInstanceId: REGISTERED_EC2 }, SOFTWARE);
    const [splunk] = (await world.answer()).report.positions;
    const line = splunk?.onPremises.lines.find(({ hostName }) => hostName === 'ec2box');
    return { splunk, line };
  }

  it('on a Dedicated Host that AWS counts it is counted once, with that', async () => {
    const listed = `{ id: ${EC2}, dedicatedHost: ${DEDICATED_HOST} }`;
    await started('Core', 'core', [RESOURCES.EC2_HOST], [listed]);
    const { splunk, line } = await ec2Line();
    expect(line).toMatchObject({
      state: 'exempt',
      exemption: {
        claimedBy: 'aws',
        reason: `counted in AWS with its Dedicated Host arn:aws:ec2:eu-central-1:111122223333:dedicated-host/${DEDICATED_HOST}`,
      },
    });
    expect(splunk).toMatchObject({ onPremises: { total: 16 }, consumedInAws: 48 });
  });

  it.each([
    ['on a Dedicated Host that AWS does not count for the license', 'dedicatedHost: h-0fedcba9876543210'],
    ['on no Dedicated Host', 'instanceType: m5.large'],
  ])('%s it is counted here', async (_what, told) => {
    await started('Core', 'core', [RESOURCES.EC2_HOST], [`{ id: ${EC2}, ${told} }`]);
    const { splunk, line } = await ec2Line();
    expect(line).toMatchObject({ state: 'counted', exemption: null });
    expect(splunk?.completeness.gaps).toEqual([]);
  });

  it.each([
    ['not listed', []],
    ['listed without its host', [`{ id: ${EC2} }`]],
  ])('while Dedicated Hosts are counted and it is %s, it counts in doubt', async (_what, listed) => {
    await started('Core', 'core', [RESOURCES.EC2_HOST], listed);
    const { splunk, line } = await ec2Line();
    expect(line).toMatchObject({
      state: 'counted',
      exemption: { claimedBy: 'aws', applied: false, problem: expect.stringContaining('counted twice') },
    });
    expect(splunk?.completeness.gaps).toContainEqual({ reason: 'may be counted in AWS too', hosts: 1 });
  });

  it('the same machine is counted here where AWS does not count it, and not without an agent', async () => {
    await started('vCPU', 'vcpu', []);
    expect(await position()).toMatchObject({ ours: 32 });
    await world.report('ec2box', { managedInstanceId: REGISTERED_EC2 }, SOFTWARE);
    expect(await position()).toMatchObject({ ours: 64, inAws: 0, balance: 200 - 64 });
  });

  it.each([
    ['Core', 'core', 16],
    ['Socket', 'socket', 2],
  ])('%s is ours alone on-premises, and the report says so', async (countingType, metric, ours) => {
    await started(countingType, metric, [RESOURCES.EC2_HOST]);
    expect(await position()).toEqual({ owned: 200, ours, inAws: 48, balance: 200 - 48 - ours });
    const { services } = world.collector.collector;
    const { comparisons, findings } = await services.reconciliation();
    expect(comparisons).toMatchObject([
      { difference: null, note: `ours alone: License Manager cannot count on-premises hosts by ${metric}` },
    ]);
    expect(findings.map(({ kind }) => kind)).not.toContain('installed-not-associated');
  });

  it('is not called compliant while an account was never read, and the report says which', async () => {
    await started('vCPU', 'vcpu', []);
    const { reports } = world.collector.collector.services;
    expect((await reports.consumption.consumption()).licenses).toMatchObject([
      { balance: 168, state: 'compliant' },
    ]);
    await world.close();

    world = await startAwsWorld({
      fleet: fleet('vCPU', [], []),
      licenses: LICENSES('vcpu'),
      sources: SOURCES,
    });
    await world.report('db01', { managedInstanceId: OURS }, SOFTWARE);
    // The other account has no such role.
    expect((await world.sync()).unreachable).toHaveLength(1);
    const document = await world.collector.collector.services.reports.consumption.consumption();
    expect(document.licenses).toMatchObject([{ balance: 168, state: 'undetermined' }]);
    expect(document.completeness.gaps).toContainEqual({
      reason: 'AWS source branch eu-west-1 was never read to its end',
      hosts: null,
    });
  });
});
