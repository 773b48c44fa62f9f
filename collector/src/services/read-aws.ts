import type { AwsSource } from '../ports/aws.ts';
import type { AwsFacts, AwsKind, AwsStore, FactQuery, UnitFreshness } from '../ports/aws-store.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { ScopeCoverage } from '../reconciliation/aws-coverage.ts';
import type {
  AwsScope,
  InventoryCapture,
  InventoryEntries,
  LicenseConfiguration,
  ManagedInstance,
  SourceFreshness,
} from '../reconciliation/aws-facts.ts';

/** One configured source and Region, and how fresh what it gave is. */
export interface SourceState {
  readonly source: string;
  readonly region: string;
  readonly account: string | null;
  readonly roleArn: string | null;
  readonly error: string | null;
  readonly lastAttemptAt: number | null;
  /** Since when it has not said who it is. */
  readonly failingSince: number | null;
  readonly units: readonly UnitFreshness[];
}

export interface UnconfiguredScope extends AwsScope {
  /** When the newest of what stands was read; null: nothing was read to its end. */
  readonly lastSuccessAt: number | null;
}

/** AWS's view as the store holds it, with what other calls add to it joined in. */
export interface ReadAws {
  /** As of an instant; the present where left out. */
  sources(at?: number): Promise<readonly SourceState[]>;
  freshness(at?: number): Promise<readonly SourceFreshness[]>;
  /** Accounts and Regions of which facts still stand, and that no configured source reads any more. */
  unconfigured(): Promise<readonly UnconfiguredScope[]>;
  /** What of each configured source and Region was read to its end by an instant. */
  coverage(at: number): Promise<readonly ScopeCoverage[]>;
  /** Tags joined in from the inventory type AWS:Tag. */
  managedInstances(query: FactQuery): Promise<readonly ManagedInstance[]>;
  managedInstancePage(query: FactQuery & PageRequest): Promise<Page<ManagedInstance>>;
  /** Tags joined in; null where they were never read. Organization-wide ones included, each once. */
  licenseConfigurations(query: FactQuery): Promise<readonly LicenseConfiguration[]>;
  facts<Kind extends AwsKind>(kind: Kind, query: FactQuery): Promise<readonly AwsFacts[Kind][]>;
  captures(query: FactQuery): Promise<readonly InventoryCapture[]>;
  entriesOf(contentNo: number): Promise<InventoryEntries>;
  page<Kind extends AwsKind>(kind: Kind, query: FactQuery & PageRequest): Promise<Page<AwsFacts[Kind]>>;
}

export function createReadAws({
  store,
  sources,
}: {
  store: AwsStore;
  sources: readonly AwsSource[];
}): ReadAws {
  async function tagsOfInstances(query: FactQuery): Promise<ReadonlyMap<string, Record<string, string>>> {
    const items = await store.facts('inventory', { ...query, part: 'AWS:Tag' });
    return new Map(
      items.map(({ account, region, instanceId, entries }) => [
        [account, region, instanceId].join(' '),
        Object.fromEntries(entries.map(({ Key = '', Value = '' }) => [Key, Value])),
      ]),
    );
  }

  async function withTags(query: FactQuery, list: readonly ManagedInstance[]): Promise<ManagedInstance[]> {
    const tags = await tagsOfInstances(query);
    return list.map((instance) => {
      const { account, region, instanceId } = instance;
      return { ...instance, tags: tags.get([account, region, instanceId].join(' ')) ?? instance.tags };
    });
  }

  async function sourcesAt(at?: number): Promise<readonly SourceState[]> {
    const [scopes, units] = [await store.scopes(), await store.freshness(at)];
    return sources.flatMap((source) =>
      source.regions.map((region) => {
        const scope = scopes.find((known) => known.source === source.name && known.region === region);
        const account = scope === undefined || scope.account === '' ? null : scope.account;
        return {
          source: source.name,
          region,
          account,
          roleArn: source.roleArn,
          error: scope?.error ?? null,
          lastAttemptAt: scope?.lastAttemptAt ?? null,
          failingSince: scope?.failingSince ?? null,
          units: units.filter((unit) => unit.account === account && unit.region === region),
        };
      }),
    );
  }

  async function configuredScopes(): Promise<(scope: AwsScope) => boolean> {
    const led = (await store.scopes()).filter((scope) =>
      sources.some(({ name, regions }) => name === scope.source && regions.includes(scope.region)),
    );
    const keys = new Set(led.map(({ account, region }) => `${account} ${region}`));
    return ({ account, region }) => keys.has(`${account} ${region}`);
  }

  return {
    sources: sourcesAt,
    async freshness(at) {
      const isConfigured = await configuredScopes();
      return (await store.freshness(at)).map((unit) => ({
        ...unit,
        ...(isConfigured(unit)
          ? {}
          : {
              staleSince: unit.staleSince ?? unit.lastSuccessAt,
              error: 'no configured source reads it any more',
            }),
        kind: unitName(unit),
      }));
    },
    async unconfigured() {
      const isConfigured = await configuredScopes();
      const units = (await store.freshness()).filter((unit) => !isConfigured(unit));
      return [...Map.groupBy(units, ({ account, region }) => `${account} ${region}`).values()].flatMap(
        (of) => {
          const [first] = of;
          const times = of.flatMap(({ lastSuccessAt }) => lastSuccessAt ?? []);
          return first === undefined
            ? []
            : {
                account: first.account,
                region: first.region,
                lastSuccessAt: times.length === 0 ? null : Math.max(...times),
              };
        },
      );
    },
    async coverage(at) {
      return (await sourcesAt(at)).map(({ source, region, account, units, failingSince, error }) => ({
        source,
        region,
        account,
        wholeAt: new Map(
          units.flatMap((unit) =>
            unit.lastSuccessAt === null || unit.staleSince !== null
              ? []
              : [[unitName(unit), unit.lastSuccessAt] as const],
          ),
        ),
        known: ['managed-instance', 'license-configuration'].every((kind) =>
          units.some((unit) => unit.kind === kind && unit.lastSuccessAt !== null),
        ),
        failure: failingSince === null ? null : { since: failingSince, error: error ?? 'unknown' },
      }));
    },
    managedInstances: async (query) => withTags(query, await store.facts('managed-instance', query)),
    async managedInstancePage(query) {
      const page = await store.page('managed-instance', query);
      const { limit: _, after: __, ...scope } = query;
      return { ...page, items: await withTags(scope, page.items) };
    },
    async licenseConfigurations(query) {
      const own = await store.facts('license-configuration', query);
      const organization = await store.facts('organization-configuration', query);
      const tags = new Map(
        (await store.facts('license-tags', query)).map(({ configurationArn, tags }) => [
          configurationArn,
          tags,
        ]),
      );
      const known = new Set(own.map(({ arn }) => arn));
      return [...own, ...organization.filter(({ arn }) => !known.has(arn))].map((configuration) => ({
        ...configuration,
        tags: tags.get(configuration.arn) ?? configuration.tags,
      }));
    },
    facts: (kind, query) => store.facts(kind, query),
    captures: (query) => store.captures(query),
    entriesOf: (contentNo) => store.entriesOf(contentNo),
    page: (kind, query) => store.page(kind, query),
  };
}

function unitName({ kind, part }: UnitFreshness): string {
  return part === '' ? kind : `${kind} ${part}`;
}
