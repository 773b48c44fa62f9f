import { afterEach, describe, expect, it } from 'vitest';
import type { StoredPlan } from '../../../collector/src/ports/plan-store.ts';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { SOURCES } from '../../support/aws/test-aws.ts';
import { dpkgItem, presentSection } from '../../support/collector/test-agent.ts';

const ORA01 = 'mi-0a1b2c3d4e5f60712';
const APP01 = 'mi-0a1b2c3d4e5f60713';
const MONITORING =
  'arn:aws:license-manager:eu-central-1:111122223333:license-configuration:lic-2123456789abcdef0123456789abcdef';
const ARN = (id: string) => `arn:aws:ssm:eu-central-1:111122223333:managed-instance/${id}`;
const SPLUNK = { software: presentSection([dpkgItem('splunk')]) };
const NOTHING = { software: presentSection([dpkgItem('bash')]) };
const ONE_SOURCE = [SOURCES[0]];

function licenses(aws: string): string {
  return `
licenses:
  - id: splunk
    name: Splunk Enterprise
    product: splunk/enterprise
    metric: vcpu
    owned: 100
    expires: 2027-06-30
    aws:
      source: production
      region: eu-central-1
      countingType: vCPU
${aws}`;
}

let world: AwsWorld;
afterEach(() => world.close());

async function started(aws = '', fleet?: string): Promise<void> {
  world = await startAwsWorld({
    licenses: licenses(aws),
    sources: ONE_SOURCE,
    ...(fleet === undefined ? {} : { fleet }),
  });
}

const services = () => world.collector.collector.services;

async function plan(): Promise<StoredPlan> {
  await world.sync();
  return services().plans.make('test');
}

function apply({ planId, digest }: StoredPlan, continueOnError = false): Promise<StoredPlan> {
  return services().applyPlan.apply({ planId, digest, actor: 'test', reason: null, continueOnError });
}

const stepsOf = ({ steps }: StoredPlan) => steps.map(({ kind, text }) => `${kind}: ${text}`);
const statesOf = ({ outcomes }: StoredPlan) => outcomes.map(({ state }) => state);
const writes = () =>
  world.double.calls
    .map(({ operation }) => operation)
    .filter((name) => /^(Create|Update|Tag|Dereg)/.test(name));

describe('plan, apply, plan', () => {
  it('is empty the second time: the configuration is made, tagged and associated where the product is', async () => {
    await started('      hardLimit: true\n      description: by Coreledger\n');
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    await world.report('app01', { managedInstanceId: APP01 }, NOTHING);
    const made = await plan();
    expect(stepsOf(made)).toEqual([
      'create-configuration: create the license configuration "Splunk Enterprise", counting vCPU, 100 at most',
      `associate: associate ora01 (${ORA01}) with "Splunk Enterprise"`,
    ]);
    expect(writes()).toEqual([]);

    const applied = await apply(made);
    expect(statesOf(applied)).toEqual(['done', 'done']);
    expect(writes()).toEqual(['CreateLicenseConfiguration', 'UpdateLicenseSpecificationsForResource']);
    const region = world.double.state.accounts.get('111122223333')?.regions.get('eu-central-1');
    const [created] = [...(region?.configurations.values() ?? [])].filter(
      (one) => one.name === 'Splunk Enterprise',
    );
    expect(created).toMatchObject({
      countingType: 'vCPU',
      count: 100,
      hardLimit: true,
      description: 'by Coreledger',
    });
    expect(Object.fromEntries(created?.tags ?? [])).toEqual({
      'coreledger:license': 'splunk',
      'coreledger:product': 'splunk/enterprise',
      'coreledger:metric': 'vcpu',
    });
    expect([...(created?.associations.keys() ?? [])]).toEqual([ARN(ORA01)]);

    const again = await services().plans.make('test');
    expect({ steps: again.steps, leftOut: again.leftOut }).toEqual({ steps: [], leftOut: [] });
    // The new configuration is the same license, not another beside it.
    expect((await world.answer()).licenses.map(({ id }) => id)).toContain('splunk');
    expect((await world.answer()).licenses.filter(({ name }) => name === 'Splunk Enterprise')).toHaveLength(
      1,
    );
  });

  it('changes only what differs, lets go of hosts without the product, and leaves unclaimed ones alone', async () => {
    world = await startAwsWorld({
      sources: ONE_SOURCE,
      licenses: `
licenses:
  - id: monitoring
    name: Monitoring agent by instance
    configuration: ${MONITORING}
    product: splunk/enterprise
    metric: instance
    owned: 80
    aws: { source: production, region: eu-central-1, countingType: Instance }
`,
    });
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    await world.report('app01', { managedInstanceId: APP01 }, NOTHING);
    const made = await plan();
    expect(stepsOf(made)).toEqual([
      'update-configuration: update "Monitoring agent by instance": licenseCount 100 → 80',
      'tag-configuration: tag "Monitoring agent by instance": coreledger:license=monitoring, coreledger:product=splunk/enterprise, coreledger:metric=instance',
      `disassociate: disassociate app01 (${APP01}) from "Monitoring agent by instance"`,
    ]);
    await apply(made);
    const again = await services().plans.make('test');
    expect(again.steps).toEqual([]);
    // sql01 has no agent here: nothing is known of it, so it stays.
    const region = world.double.state.accounts.get('111122223333')?.regions.get('eu-central-1');
    expect([...(region?.configurations.get(MONITORING)?.associations.keys() ?? [])]).toEqual([
      ARN('mi-0a1b2c3d4e5f60711'),
      ARN(ORA01),
    ]);
    expect(writes()).toEqual([
      'UpdateLicenseConfiguration',
      'TagResource',
      'UpdateLicenseSpecificationsForResource',
    ]);
  });
});

describe('what goes wrong', () => {
  it('a create whose answer is lost is found by name and tag, and not made twice', async () => {
    await started();
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    const made = await plan();
    world.double.addFault({ kind: 'hang-up', operation: 'CreateLicenseConfiguration', times: 1 });
    const first = await apply(made);
    expect(statesOf(first)).toEqual(['started']);
    const second = await apply(made);
    expect(statesOf(second)).toEqual(['already', 'done']);
    expect(writes().filter((name) => name.startsWith('Create'))).toHaveLength(1);
    expect((await services().plans.make('test')).steps).toEqual([]);
  });

  it('a truncated answer and a server error: the next apply asks AWS, and nothing is done twice', async () => {
    await started();
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    const made = await plan();
    world.double.addFault({ kind: 'truncate', operation: 'CreateLicenseConfiguration', times: 1 });
    expect(statesOf(await apply(made))).toEqual(['started']);
    const operation = 'UpdateLicenseSpecificationsForResource';
    world.double.addFault({ kind: 'server-error', operation, times: 1 });
    expect(statesOf(await apply(made))).toEqual(['already', 'started']);
    world.double.addFault({ kind: 'throttle', operation, times: 1 });
    expect(statesOf(await apply(made))).toEqual(['already', 'done']);
    expect(writes()).toEqual(['CreateLicenseConfiguration', operation, operation, operation]);
  });

  it('no permission for one step: stops there, or goes on where told', async () => {
    await started('    configuration: "Monitoring agent by instance"\n');
    await world.report('ora01', { managedInstanceId: ORA01 }, NOTHING);
    const made = await plan();
    expect(made.leftOut.map(({ reason }) => reason)).toEqual([
      'the counting type is Instance and cannot become vCPU: create another configuration and move the associations',
    ]);
    expect(made.steps.map(({ kind }) => kind)).toEqual([
      'update-configuration',
      'tag-configuration',
      'disassociate',
    ]);
    world.double.addFault({ kind: 'access-denied', operation: 'TagResource' });
    expect(statesOf(await apply(made))).toEqual(['done', 'failed']);
    expect(statesOf(await apply(made, true))).toEqual(['done', 'failed', 'done']);
  });

  it('AWS has moved since the plan: what somebody else changed is not overwritten', async () => {
    await started('    configuration: "Monitoring agent by instance"\n');
    const made = await plan();
    const region = world.double.state.accounts.get('111122223333')?.regions.get('eu-central-1');
    const configuration = region?.configurations.get(MONITORING);
    if (configuration === undefined) throw new Error('no configuration');
    configuration.name = 'Renamed by a colleague';
    const applied = await apply(made);
    expect(applied.outcomes).toMatchObject([
      { state: 'drifted', detail: 'name is now "Renamed by a colleague": make a new plan' },
    ]);
    expect(writes()).toEqual([]);
  });

  it('a tag that somebody set since is not overwritten', async () => {
    await started('    configuration: "Monitoring agent by instance"\n');
    const made = await plan();
    const region = world.double.state.accounts.get('111122223333')?.regions.get('eu-central-1');
    region?.configurations.get(MONITORING)?.tags.set('coreledger:product', 'acme/db');
    const { outcomes } = await apply(made, true);
    expect(outcomes.find(({ state }) => state === 'drifted')?.detail).toBe(
      'the tag coreledger:product is now acme/db: make a new plan',
    );
    expect(writes()).not.toContain('TagResource');
  });

  it('another digest is refused, and two at a time as well', async () => {
    await started();
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    const made = await plan();
    await expect(apply({ ...made, digest: '0'.repeat(64) })).rejects.toMatchObject({ code: 'conflict' });
    await expect(apply({ ...made, digest: made.digest.slice(0, 8) })).rejects.toMatchObject({
      code: 'conflict',
    });
    const both = await Promise.allSettled([apply(made), apply(made)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('what is left out, with the reason', () => {
  it('a Region that was not read whole', async () => {
    await started();
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    world.double.addFault({ kind: 'access-denied', operation: 'ListResourceInventory' });
    const made = await plan();
    expect(made.steps).toEqual([]);
    expect(made.leftOut).toEqual([
      {
        license: 'splunk',
        what: 'everything of production eu-central-1',
        reason: 'resource of production eu-central-1 was not read to its end: run `coreledger sync`',
      },
    ]);
  });

  it('cores and sockets of hosts, which License Manager does not take', async () => {
    world = await startAwsWorld({
      sources: ONE_SOURCE,
      licenses: licenses('')
        .replace('countingType: vCPU', 'countingType: Core')
        .replace('metric: vcpu', 'metric: core'),
    });
    await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
    const made = await plan();
    expect(made.steps.map(({ kind }) => kind)).toEqual(['create-configuration']);
    expect(made.leftOut[0]?.reason).toContain('by vCPU and Instance alone, not by Core');
  });
});

it('nothing else writes: sync, reconcile and reports only read', async () => {
  await started();
  await world.report('ora01', { managedInstanceId: ORA01 }, SPLUNK);
  await world.sync();
  await services().reconcile.run();
  await services().plans.make('test');
  expect(writes()).toEqual([]);
});
