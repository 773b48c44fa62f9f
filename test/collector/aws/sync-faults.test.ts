import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AwsKind, UnitFreshness } from '../../../collector/src/ports/aws-store.ts';
import type { SyncReport } from '../../../collector/src/services/sync-aws.ts';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { FAULT_KINDS, type Fault } from '../../support/aws-double/faults.ts';
import type { RegionState } from '../../support/aws-double/state.ts';

/** Failures are left out: they are messages, of which no member is needed. */
const KINDS: readonly AwsKind[] = [
  'managed-instance',
  'inventory',
  'license-configuration',
  'license-tags',
  'usage',
  'association',
  'resource',
  'settings',
  'received-license',
  'received-grant',
];
const SQL01 = 'mi-0a1b2c3d4e5f60711';
const SQL_CONFIGURATION =
  'arn:aws:license-manager:eu-central-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld({ pageLimit: 2 });
  await world.report('sql01', { managedInstanceId: SQL01 });
});
afterEach(() => world.double.clearFaults());
afterAll(() => world.close());

/** Every fact by unit and text; what changes at each look (pings, captures) left out. */
async function facts(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const { aws } = world.collector.collector.stores;
  const units = new Map<string, Map<string, string>>();
  for (const kind of KINDS) {
    for (const fact of await aws.facts(kind, { at: Number.MAX_SAFE_INTEGER })) {
      const { account, region, ...rest } = fact as unknown as Record<string, string> & typeof fact;
      const { lastPingAt, pingStatus, capturedAt, discoveryLastRunAt, ...told } = rest as Record<
        string,
        unknown
      >;
      const part = kind === 'inventory' ? told.typeName : (told.configurationArn ?? '');
      const unit = [account, region, kind, part].join(' ');
      const key = String(told.instanceId ?? told.resourceArn ?? told.arn ?? told.configurationArn ?? kind);
      const known = units.get(unit) ?? new Map<string, string>();
      known.set(key, JSON.stringify(told));
      units.set(unit, known);
    }
  }
  return units;
}

async function freshness(): Promise<ReadonlyMap<string, UnitFreshness>> {
  const all = await world.collector.collector.stores.aws.freshness();
  return new Map(all.map((one) => [unitOf(one), one]));
}

function unitOf({
  account,
  region,
  kind,
  part,
}: Pick<UnitFreshness, 'account' | 'region' | 'kind' | 'part'>) {
  return [account, region, kind, part].join(' ');
}

/** What every license consumes, on both sides. */
async function consumption() {
  const { report } = await world.answer();
  return report.positions.map(({ license, onPremises, consumedInAws, balance, aws }) => ({
    license: license.id,
    total: onPremises.total,
    worstCase: onPremises.worstCase,
    consumedInAws,
    balance,
    aws,
  }));
}

/** Units of a run that were not read to their end, those of accounts that did not answer among them. */
function failedUnits(report: SyncReport, known: Iterable<string>): ReadonlySet<string> {
  const lost = report.unreachable.map(({ account, region }) => `${account} ${region} `);
  return new Set([
    ...report.units.filter(({ status }) => status === 'failed').map(unitOf),
    ...[...known].filter((unit) => lost.some((scope) => unit.startsWith(scope))),
  ]);
}

it.each(['access-denied', 'not-authorized'] as const)(
  '%s by License Manager: told as a refusal, asked once, and what was known counts on, stale',
  async (kind) => {
    await world.sync();
    const [before, consumed] = [await facts(), await consumption()];
    world.double.addFault({
      kind,
      service: 'license-manager',
      operation: 'ListUsageForLicenseConfiguration',
    });
    const asked = world.double.calls.length;
    await world.sync();
    const usage = (await world.collector.collector.stores.aws.freshness()).filter(
      (one) => one.kind === 'usage',
    );
    expect(usage.length).toBeGreaterThan(0);
    for (const { staleSince, error } of usage) {
      expect(staleSince).not.toBeNull();
      expect(error).toMatch(
        /^license-manager:ListUsageForLicenseConfiguration: .*(AccessDenied|Authorization)Exception: User: \S+ is not authorized/,
      );
    }
    const tries = world.double.calls
      .slice(asked)
      .filter(({ operation }) => operation === 'ListUsageForLicenseConfiguration');
    expect(tries).toHaveLength(usage.length);
    expect([await facts(), await consumption()]).toEqual([before, consumed]);
  },
);

describe('each fault', () => {
  const cases: readonly (readonly [string, Omit<Fault, 'kind'>])[] = [
    ['in the middle of the instances', { operation: 'DescribeInstanceInformation', after: 1 }],
    ['of one account', { account: '111122223333' }],
  ];
  it.each(FAULT_KINDS.flatMap((kind) => cases.map(([where, fault]) => ({ kind, where, fault }))))(
    '$kind $where changes freshness and no consumption',
    async ({ kind, fault }) => {
      await world.sync();
      const [before, good, consumed] = [await facts(), await freshness(), await consumption()];
      world.double.addFault({ kind, ...fault });
      const report = await world.sync();
      expect(await facts()).toEqual(before);
      expect(await consumption()).toEqual(consumed);
      const failed = failedUnits(report, good.keys());
      for (const [unit, { staleSince, error, lastSuccessAt }] of await freshness()) {
        const last = good.get(unit)?.lastSuccessAt ?? null;
        if (failed.has(unit))
          expect([unit, staleSince, lastSuccessAt, error === null]).toEqual([unit, last, last, false]);
        else expect([unit, staleSince, error]).toEqual([unit, null, null]);
      }
      if (fault.operation === 'GetInventory' && kind !== 'wrong-types')
        expect(failed.size).toBeGreaterThan(0);
    },
  );
});

/** A change in AWS, which can be undone. */
type Change = (region: RegionState) => () => void;
const CHANGES: Readonly<Record<string, Change>> = {
  nothing: () => () => undefined,
  'an instance goes': ({ instances }) => {
    const gone = instances.get('mi-0a1b2c3d4e5f60714');
    instances.delete('mi-0a1b2c3d4e5f60714');
    return () => void (gone !== undefined && instances.set('mi-0a1b2c3d4e5f60714', gone));
  },
  'an instance comes': ({ instances }) => {
    const like = instances.get(SQL01);
    const id = 'mi-0a1b2c3d4e5f607aa';
    if (like !== undefined)
      instances.set(id, { ...like, information: { ...like.information, InstanceId: id, SourceId: id } });
    return () => void instances.delete(id);
  },
  'an inventory is emptied': ({ instances }) => {
    const inventory = instances.get(SQL01)?.inventory;
    const item = inventory?.get('AWS:Application');
    if (item !== undefined) inventory?.set('AWS:Application', { ...item, Content: [] });
    return () => void (item !== undefined && inventory?.set('AWS:Application', item));
  },
  'an association goes': ({ configurations }) => {
    const associations = configurations.get(SQL_CONFIGURATION)?.associations;
    const [arn, association] = [...(associations ?? [])][0] ?? [];
    if (arn !== undefined) associations?.delete(arn);
    return () => void (arn !== undefined && association !== undefined && associations?.set(arn, association));
  },
  'a configuration goes': ({ configurations }) => {
    const gone = configurations.get(SQL_CONFIGURATION);
    configurations.delete(SQL_CONFIGURATION);
    return () => void (gone !== undefined && configurations.set(SQL_CONFIGURATION, gone));
  },
};

describe('any script of faults', () => {
  const operations = [
    'DescribeInstanceInformation',
    'GetInventory',
    'ListLicenseConfigurations',
    'GetLicenseConfiguration',
    'ListUsageForLicenseConfiguration',
    'ListAssociationsForLicenseConfiguration',
    'ListResourceInventory',
    'GetCallerIdentity',
    'AssumeRole',
  ];
  const fault: fc.Arbitrary<Fault> = fc.record(
    {
      kind: fc.constantFrom(...FAULT_KINDS),
      operation: fc.constantFrom(...operations),
      account: fc.constantFrom('111122223333', '444455556666'),
      after: fc.nat({ max: 6 }),
      times: fc.integer({ min: 1, max: 6 }),
    },
    { requiredKeys: ['kind'] },
  );
  const change = fc.constantFrom(...Object.keys(CHANGES));

  it('neither invents nor loses: what was read to its end is as AWS has it, all else as it was, or newer', async () => {
    const script = fc.tuple(fc.array(fault, { minLength: 1, maxLength: 5 }), change);
    await fc.assert(
      fc.asyncProperty(script, async ([faults, changed]) => {
        world.double.clearFaults();
        await world.sync();
        const [before, good] = [await facts(), await freshness()];
        const region = world.double.state.accounts
          .get('111122223333')
          ?.regions.get('eu-central-1') as RegionState;
        const undo = CHANGES[changed]?.(region);
        try {
          for (const one of faults) world.double.addFault(one);
          const report = await world.sync();
          const [between, fresh] = [await facts(), await freshness()];
          world.double.clearFaults();
          const last = await world.sync();
          expect([last.failed, last.unreachable]).toEqual([0, []]);
          const after = await facts();
          const failed = failedUnits(report, good.keys());
          for (const unit of new Set([...before.keys(), ...between.keys(), ...after.keys()])) {
            const none = new Map<string, string>();
            const old = before.get(unit) ?? none;
            const now = between.get(unit) ?? none;
            const truth = after.get(unit) ?? none;
            for (const [key, fact] of now) expect([old.get(key), truth.get(key)]).toContain(fact);
            for (const key of old.keys())
              if (truth.has(key) || failed.has(unit)) expect([...now.keys()]).toContain(key);
            if (!failed.has(unit) && fresh.has(unit) && !unit.includes('license-tags')) {
              expect(fresh.get(unit)?.staleSince).toBeNull();
            } else if (good.has(unit) && failed.has(unit) && fresh.has(unit)) {
              expect(fresh.get(unit)?.staleSince).toBe(good.get(unit)?.lastSuccessAt);
            }
          }
        } finally {
          undo?.();
        }
      }),
      { numRuns: Number(process.env.FAULT_RUNS ?? 10) },
    );
  }, 240_000);
});
