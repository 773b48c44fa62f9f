import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../../collector/src/catalog/load-catalog.ts';
import type { LicenseEntry, WantedInAws } from '../../../../collector/src/licensing/binding/licenses-file.ts';
import { computePositions } from '../../../../collector/src/licensing/compute-positions.ts';
import type { HostFacts } from '../../../../collector/src/licensing/host-facts.ts';
import type { Selector } from '../../../../collector/src/licensing/license.ts';
import type { ManagedInstance } from '../../../../collector/src/reconciliation/aws-facts.ts';
import { makePlan, type PlanInput } from '../../../../collector/src/reconciliation/plan/make-plan.ts';
import { AT, installation, license, physicalHost } from '../../../support/licensing/build.ts';
import { licenseConfiguration } from '../../../support/licensing/configuration.ts';
import { DAY, managedInstance } from '../../../support/reconciliation/build.ts';

const catalog = await loadCatalog();
const PRODUCT = 'splunk/enterprise';
const SCOPE = { account: '111122223333', region: 'eu-central-1' };
const [A, B] = ['mi-0a0000000000000aa', 'mi-0b0000000000000bb'];
const arn = (id: string) => `arn:aws:ssm:eu-central-1:111122223333:managed-instance/${id}`;

const aws: WantedInAws = { source: 'main', region: 'eu-central-1', countingType: 'vCPU', associate: true };
const entry: LicenseEntry = { id: 'splunk', name: 'Splunk', product: PRODUCT, metric: 'vcpu', aws };
const own = licenseConfiguration('lic-own', {
  name: 'Splunk',
  tags: {
    'coreledger:license': 'splunk',
    'coreledger:product': PRODUCT,
    'coreledger:metric': 'vcpu',
  },
});

function host(id: string, ...managedInstanceIds: string[]): HostFacts {
  return physicalHost(id, [8], { managedInstanceIds, installations: [installation(PRODUCT)] });
}

function instance(instanceId: string, change: Partial<ManagedInstance> = {}): ManagedInstance {
  return managedInstance({ ...SCOPE, instanceId, ...change });
}

function association(configurationArn: string, id: string) {
  return {
    ...SCOPE,
    configurationArn,
    resourceArn: arn(id),
    resourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
    ownerAccount: null,
    runsOn: null,
    associatedAt: null,
  };
}

function resource(id: string) {
  return {
    ...SCOPE,
    resourceArn: arn(id),
    resourceId: id,
    resourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
    platform: null,
    platformVersion: null,
    ownerAccount: null,
    runsOn: null,
  };
}

const ANY: Selector = { kind: 'product', product: PRODUCT, editions: null, versions: null };

function plan(
  hosts: readonly HostFacts[],
  change: Partial<PlanInput> & { readonly selectors?: readonly Selector[] } = {},
) {
  const licenses = [license('splunk', { metric: 'vcpu', selectors: change.selectors ?? [ANY] })];
  const configurations = change.configurations ?? [own];
  const units = [
    'license-configuration',
    'resource',
    'managed-instance',
    ...configurations.flatMap((one) => [`license-tags ${one.arn}`, `association ${one.arn}`]),
  ];
  const wholeAt = new Map(units.map((unit) => [unit, AT - 1000]));
  const made = makePlan({
    at: AT,
    entries: [entry],
    report: computePositions({ hosts, licenses, catalog, at: AT, configurations: [] }),
    notes: [],
    hosts: new Map(hosts.map((one) => [one.hostId, one])),
    associations: [],
    resources: [resource(A), resource(B)],
    instances: [instance(A), instance(B)],
    coverage: [{ source: 'main', ...SCOPE, wholeAt, known: true, failure: null }],
    freshForMs: DAY,
    deregisterAfterMs: null,
    ...change,
    configurations,
  });
  return {
    kinds: made.steps.map(({ kind }) => kind),
    steps: made.steps,
    reasons: made.leftOut.map(({ reason }) => reason),
  };
}

describe('associations', () => {
  it('are planned by AWS’s own ARN, once', () => {
    expect(plan([host('a', A)]).steps).toMatchObject([
      { kind: 'associate', resourceArn: arn(A), configurationArn: own.arn, instanceId: A },
    ]);
    expect(plan([host('a', A)], { associations: [association(own.arn, A)] }).kinds).toEqual([]);
  });

  it('are never planned by an ARN that AWS did not give', () => {
    const { kinds, reasons } = plan([host('a', A)], { resources: [] });
    expect([kinds, reasons[0]]).toEqual([[], expect.stringContaining('its ARN is never made up')]);
  });

  it('stop at ten configurations on a resource', () => {
    const others = Array.from({ length: 10 }, (_, index) => licenseConfiguration(`lic-${index}`));
    const associations = others.map((one) => association(one.arn, A));
    const { kinds, reasons } = plan([host('a', A)], { configurations: [own, ...others], associations });
    expect([kinds, reasons[0]]).toEqual([[], expect.stringContaining('10 configurations already')]);
  });

  it('leave out hosts with two registrations, and machines of other clouds', () => {
    expect(plan([host('a', A, B)]).reasons[0]).toContain('several registrations');
    const { reasons } = plan([host('a', A)], { instances: [instance(A, { origin: 'ec2' })] });
    expect(reasons[0]).toContain('another cloud');
  });

  it('end where a host that was read whole and lately has nothing of the product', () => {
    const associations = [association(own.arn, A)];
    const without = { ...host('a', A), installations: [] };
    expect(plan([without], { associations }).kinds).toEqual(['disassociate']);
    expect(plan([{ ...without, stale: true }], { associations }).kinds).toEqual([]);
    expect(plan([{ ...without, softwareComplete: false }], { associations }).kinds).toEqual([]);
    const tracked = {
      ...own,
      products: [
        {
          resourceType: 'SSM_MANAGED',
          filters: [{ name: 'Application Name', comparator: 'EQUALS', values: ['Splunk'] }],
        },
      ],
    };
    const { kinds, reasons } = plan([without], { associations, configurations: [tracked] });
    expect([kinds, reasons[0]]).toEqual([[], expect.stringContaining('automated discovery')]);
  });
});

describe('an association that stands', () => {
  const associations = [association(own.arn, A)];
  const without = { ...host('a', A), installations: [] };

  it('is kept where the name of the product is not understood, and that is said', () => {
    const text = 'the catalog has no product "splunk/enterprize"';
    const notes = [{ license: 'splunk', problem: 'product-unknown' as const, text }];
    const { kinds, reasons } = plan([without], { associations, notes });
    expect([kinds, reasons]).toEqual([[], [`it stays associated: ${text}`]]);
  });

  it('is kept where the license is bound to nothing, or to what is associated', () => {
    const { kinds, reasons } = plan([without], { associations, selectors: [] });
    expect([kinds, reasons]).toEqual([[], [expect.stringContaining('bound to no product')]]);
    const associated: Selector = { kind: 'associated', managedInstanceIds: new Set([A]) };
    expect(plan([without], { associations, selectors: [associated] }).kinds).toEqual([]);
  });

  it('is kept where what is installed may be of the version that is licensed', () => {
    const selectors = [{ ...ANY, versions: ['9'] }];
    const of = (version: string | null) => ({
      ...host('a', A),
      installations: [installation(PRODUCT, { version })],
    });
    expect(plan([of(null)], { associations, selectors }).kinds).toEqual([]);
    expect(plan([of('8.2')], { associations, selectors }).kinds).toEqual(['disassociate']);
  });
});

describe('configurations', () => {
  it('of cores get no managed instances, whatever is wanted of them now', () => {
    const cores = { ...own, countingType: 'Core' as const };
    const { kinds, reasons } = plan([host('a', A)], { configurations: [cores] });
    expect([kinds, reasons[0]]).toEqual([[], expect.stringContaining('cannot become vCPU')]);
  });

  it('are not created beyond 25 in a Region, nor beside an unclaimed one of the same name', () => {
    const full = Array.from({ length: 25 }, (_, index) => licenseConfiguration(`lic-${index}`));
    expect(plan([], { configurations: full }).reasons[0]).toContain('25 configurations of 25');
    const namesake = licenseConfiguration('lic-x', { name: 'Splunk' });
    expect(plan([], { configurations: [namesake] }).reasons[0]).toContain('is not claimed');
  });

  it('are not guessed at where two claim one license', () => {
    expect(plan([], { configurations: [own, { ...own, arn: `${own.arn}2` }] }).reasons[0]).toContain(
      'several configurations',
    );
  });

  it('take no other rule than affinity once they exist', () => {
    const entries = (rules: readonly string[]) => ({ entries: [{ ...entry, aws: { ...aws, rules } }] });
    const { kinds, reasons } = plan([], entries(['#minimumVcpus=2']));
    expect([kinds, reasons[0]]).toEqual([[], expect.stringContaining('cannot become #minimumVcpus=2')]);
    expect(plan([], entries(['#licenseAffinityToHost=90'])).kinds).toEqual(['update-configuration']);
  });

  it('an old read gives no step', () => {
    const { kinds, reasons } = plan([host('a', A)], { at: AT + 2 * DAY });
    expect([kinds, reasons[0]]).toEqual([[], expect.stringContaining('was read last on')]);
  });

  it('a Region that no source reads is said', () => {
    const entries = [{ ...entry, aws: { ...aws, region: 'us-east-1' } }];
    expect(plan([], { entries }).reasons).toEqual([
      'the configuration has no source main that reads us-east-1',
    ]);
  });
});

describe('registrations long gone', () => {
  const gone = { pingStatus: 'ConnectionLost', lastPingAt: AT - 100 * DAY };
  const deregistered = (
    hosts: readonly HostFacts[],
    change: Partial<ManagedInstance>,
    after: number | null,
  ) =>
    plan(hosts, {
      entries: [],
      instances: [instance(A, { ...gone, ...change })],
      deregisterAfterMs: after,
    }).kinds;

  it('are planned after the days that were set, and never otherwise', () => {
    expect(deregistered([], {}, 90 * DAY)).toEqual(['deregister']);
    expect(deregistered([], {}, 120 * DAY)).toEqual([]);
    expect(deregistered([], {}, null)).toEqual([]);
  });

  it.each<[string, Partial<ManagedInstance>]>([
    ['it is online', { pingStatus: 'Online' }],
    ['nobody knows when it was heard of', { lastPingAt: null }],
    ['it is an EC2 instance', { instanceId: 'i-0123456789abcdef0' }],
    ['it is a machine of another cloud', { origin: 'azure' }],
  ])('are not where %s', (_, change) => {
    expect(deregistered([], change, 90 * DAY)).toEqual([]);
  });

  it('are not where an agent still reports from there', () => {
    expect(deregistered([host('a', A)], {}, 90 * DAY)).toEqual([]);
    expect(deregistered([{ ...host('a', A), stale: true }], {}, 90 * DAY)).toEqual(['deregister']);
  });
});

describe('whatever AWS has', () => {
  const someConfiguration = fc.record({
    claimed: fc.boolean(),
    name: fc.constantFrom('Splunk', 'Other', 'Third'),
    countingType: fc.constantFrom('vCPU' as const, 'Instance' as const, 'Core' as const),
    associated: fc.subarray([A, B]),
  });
  const someHost = fc.record({
    ids: fc.subarray([A, B]),
    installed: fc.boolean(),
    stale: fc.boolean(),
    softwareComplete: fc.boolean(),
  });

  it('what no entry claims is never touched, and ARNs are AWS’s own', () => {
    fc.assert(
      fc.property(
        fc.array(someConfiguration, { maxLength: 4 }),
        fc.array(someHost, { maxLength: 3 }),
        fc.subarray([A, B]),
        (shapes, hosts, listed) => {
          const configurations = shapes.map(({ claimed, name, countingType }, index) =>
            licenseConfiguration(`lic-${index}`, {
              name,
              countingType,
              tags: claimed ? { 'coreledger:license': 'splunk' } : {},
            }),
          );
          const associations = shapes.flatMap(({ associated }, index) =>
            associated.map((id) => association(configurations[index]?.arn ?? '', id)),
          );
          const facts = hosts.map(({ ids, installed, ...rest }, index) => {
            const one = { ...host(`h${index}`, ...ids), ...rest };
            return installed ? one : { ...one, installations: [] };
          });
          const resources = listed.map(resource);
          const claimed = new Set(
            configurations
              .filter(({ tags }) => tags?.['coreledger:license'] === 'splunk')
              .map((one) => one.arn),
          );
          const told = new Set([...associations, ...resources].map(({ resourceArn }) => resourceArn));
          for (const step of plan(facts, { configurations, associations, resources }).steps) {
            if ('arn' in step) expect(claimed).toContain(step.arn);
            if ('resourceArn' in step) {
              expect(told).toContain(step.resourceArn);
              if (step.configurationArn !== null) expect(claimed).toContain(step.configurationArn);
            }
          }
        },
      ),
    );
  });
});
