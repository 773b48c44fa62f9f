import type { AwsReader, AwsSource } from '../ports/aws.ts';
import type { AwsFacts, AwsKind, AwsStore, AwsUnit } from '../ports/aws-store.ts';
import { onePage, syncUnit, type UnitOutcome } from './sync-unit.ts';

export interface ScopeSync {
  readonly store: AwsStore;
  readonly source: AwsSource;
  readonly reader: AwsReader;
  readonly inventoryTypes: readonly string[];
  readonly runAt: number;
  /** True where a run that this one resumes has read the unit already. */
  done(unit: AwsUnit): boolean;
  /** Aborted where the run is cut off. */
  readonly cut: AbortSignal;
}

/** Stands for every inventory type of the account's own; what they are is a unit too, without facts. */
const OWN_TYPES = 'Custom:*';

/** Kinds that are read per license configuration. */
const PER_CONFIGURATION = ['license-tags', 'usage', 'association', 'failure'] as const;

/** Reads all of one account and Region, unit by unit: throttling is per account and Region, so one after the other. */
export async function syncScope(sync: ScopeSync): Promise<UnitOutcome[]> {
  const { reader, source, store, runAt } = sync;
  const { scope } = reader;
  const outcomes: UnitOutcome[] = [];

  async function unit<Kind extends AwsKind>(
    kind: Kind,
    part: string,
    read: Parameters<typeof syncUnit<Kind>>[2],
  ): Promise<UnitOutcome> {
    const named = { ...scope, kind, part };
    const outcome = sync.done(named)
      ? ({ ...named, status: 'skipped', facts: 0, error: null } as const)
      : await syncUnit<Kind>(store, named, read, runAt, sync.cut);
    outcomes.push(outcome);
    return outcome;
  }

  await unit('managed-instance', '', () => reader.managedInstances());
  const types = await chosenTypes();
  for (const type of types) await unit('inventory', type, () => reader.inventory(type));
  await store.retainParts(
    scope,
    'inventory',
    [...types, ...(sync.inventoryTypes.includes(OWN_TYPES) ? [OWN_TYPES] : [])],
    runAt,
  );

  const listed = await unit('license-configuration', '', () => reader.licenseConfigurations());
  // Where the list failed, the configurations known so far are read again, so that their usage does not age needlessly.
  const known = await store.facts('license-configuration', { at: runAt, ...scope });
  for (const { arn } of known) {
    await unit('license-tags', arn, () => onePage(() => readTags(reader, arn)));
    await unit('usage', arn, () => reader.usage(arn));
    await unit('association', arn, () => reader.associations(arn));
    await unit('failure', arn, () => reader.failures(arn));
  }
  if (listed.status !== 'failed') {
    const arns = known.map(({ arn }) => arn);
    for (const kind of PER_CONFIGURATION) await store.retainParts(scope, kind, arns, runAt);
  }
  if (source.organization) {
    await unit('organization-configuration', '', () => reader.organizationLicenseConfigurations());
  } else {
    await store.retainParts(scope, 'organization-configuration', [], runAt);
  }
  await unit('resource', '', () => reader.resources());
  await unit('settings', '', () => onePage(() => reader.serviceSettings()));
  await unit('report-generator', '', () => reader.reportGenerators());
  await unit('received-license', '', () => reader.receivedLicenses());
  await unit('received-grant', '', () => reader.receivedGrants());
  return outcomes;

  /** Where the list of own types could not be read, those known so far are. */
  async function chosenTypes(): Promise<readonly string[]> {
    const named = sync.inventoryTypes.filter((type) => type !== OWN_TYPES);
    if (named.length === sync.inventoryTypes.length) return named;
    const own: string[] = [];
    const listed = await unit('inventory', OWN_TYPES, async function* () {
      for await (const page of reader.inventoryTypes()) {
        own.push(...page.filter((type) => type.startsWith('Custom:')));
        yield [];
      }
    });
    const known =
      listed.status === 'complete'
        ? own
        : (await store.freshness()).flatMap(({ account, region, kind, part }) =>
            account === scope.account &&
            region === scope.region &&
            kind === 'inventory' &&
            part.startsWith('Custom:')
              ? [part]
              : [],
          );
    return [...new Set([...named, ...known])].filter((type) => type !== OWN_TYPES);
  }
}

async function readTags(reader: AwsReader, arn: string): Promise<AwsFacts['license-tags']> {
  const { tags } = await reader.licenseConfiguration(arn);
  return { ...reader.scope, configurationArn: arn, tags: tags ?? {} };
}
