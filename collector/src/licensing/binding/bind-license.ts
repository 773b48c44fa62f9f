import type { LicenseConfiguration } from '../../reconciliation/aws-facts.ts';
import type { RecognitionRule } from '../catalog.ts';
import { parseEligibilityRule } from '../eligibility.ts';
import type { BindingSource, License, Selector } from '../license.ts';
import { EVERYWHERE, type Scope } from '../scope.ts';
import type { BindingInput, BindingNote } from './bind-licenses.ts';
import { bindMetric } from './bind-metric.ts';
import { type ConfigurationTags, readConfigurationTags } from './configuration-tags.ts';
import type { LicenseEntry } from './licenses-file.ts';
import { bindProductFilters } from './product-filters.ts';

export interface BoundLicense {
  readonly license: Omit<License, 'doubts'>;
  readonly rules: readonly RecognitionRule[];
  readonly notes: readonly BindingNote[];
}

const DEFAULT_PRIORITY = 100;

/** Every aspect is taken from the strongest source that speaks of it: licenses.yaml, tags, filters, associations. */
export function bindLicense(
  id: string,
  entry: LicenseEntry | null,
  configurations: readonly LicenseConfiguration[],
  input: BindingInput,
): BoundLicense {
  const tags = configurations.map((one) => readConfigurationTags(one.tags ?? {}));
  const selected = bindSelectors(id, entry, configurations, tags, input);
  const metric = bindMetric(id, entry, configurations, tags, selected.product, input.catalog);
  const scope = bindScope(entry, tags);
  const license: BoundLicense['license'] = {
    id,
    name: entry?.name ?? configurations[0]?.name ?? id,
    owned: entry?.owned ?? ownedOf(configurations),
    metric: metric.metric,
    switches: metric.switches,
    figures: entry?.figures ?? {},
    selectors: selected.selectors,
    scope: scope.scope,
    exemptionTags: entry?.exemptionTags ?? ['excluded'],
    exemptions: entry?.exemptions ?? [],
    eligibility: configurations.flatMap((one) => one.rules.map(parseEligibilityRule)),
    priority: entry?.priority ?? DEFAULT_PRIORITY,
    validFrom: entry?.validFrom ?? null,
    expiresAt: entry?.expiresAt ?? earliest(configurations.map((one) => one.expiresAt)),
    configurations: configurations.map((one) => one.arn),
    choice: entry?.choice ?? null,
    sources: {
      selectors: selected.source,
      metric: metric.source,
      owned: ownedSource(entry, configurations),
      scope: scope.source,
    },
  };
  const unread = configurations.filter((one) => one.tags === null);
  const notes: BindingNote[] = [...selected.notes, ...metric.notes];
  if (unread.length > 0)
    notes.push({
      license: id,
      problem: 'tags-unread',
      text: `tags of ${unread.map((one) => one.arn).join(', ')} could not be read`,
    });
  if (license.selectors.length === 0)
    notes.push({
      license: id,
      problem: 'unbound',
      text: `${license.name} is bound to no product: name one in licenses.yaml, or tag the configuration with coreledger:product`,
    });
  return { license, rules: selected.rules, notes };
}

interface BoundSelectors {
  readonly selectors: readonly Selector[];
  readonly product: string | null;
  readonly rules: readonly RecognitionRule[];
  readonly source: BindingSource | null;
  readonly notes: readonly BindingNote[];
}

function bindSelectors(
  id: string,
  entry: LicenseEntry | null,
  configurations: readonly LicenseConfiguration[],
  tags: readonly ConfigurationTags[],
  input: BindingInput,
): BoundSelectors {
  if (entry?.product !== undefined) {
    const { product, editions = null, versions = null } = entry;
    const selector: Selector = { kind: 'product', product, editions, versions };
    return named(id, 'licenses-file', [selector], input);
  }
  const tagged = tags.flatMap((one): Selector[] =>
    one.product === null
      ? []
      : [
          {
            kind: 'product',
            product: one.product,
            editions: entry?.editions ?? one.editions,
            versions: entry?.versions ?? null,
          },
        ],
  );
  if (tagged.length > 0) return named(id, 'configuration-tags', tagged, input);
  const filtered = configurations.map((one) => bindProductFilters(one.id ?? one.arn, one));
  const problems = filtered
    .flatMap((one) => one.problems)
    .map((text): BindingNote => ({ license: id, problem: 'filter-not-understood', text }));
  const selectors = filtered.flatMap((one) => one.selectors);
  if (selectors.length > 0)
    return {
      selectors,
      product: null,
      rules: filtered.flatMap((one) => one.rules),
      source: 'product-filters',
      notes: problems,
    };
  const associated = associatedInstances(configurations, input);
  if (associated.size > 0)
    return {
      selectors: [{ kind: 'associated', managedInstanceIds: associated }],
      product: null,
      rules: [],
      source: 'associations',
      notes: problems,
    };
  return { selectors: [], product: null, rules: [], source: null, notes: problems };
}

/** Selectors by product id; what the catalog does not know is said, and kept: an operator's rule may bring it. */
function named(
  id: string,
  source: BindingSource,
  selectors: readonly Selector[],
  input: BindingInput,
): BoundSelectors {
  const notes = selectors.flatMap((selector): BindingNote[] => {
    if (selector.kind !== 'product') return [];
    const product = input.catalog.products.get(selector.product);
    if (product === undefined)
      return [
        {
          license: id,
          problem: 'product-unknown',
          text: `the catalog has no product "${selector.product}"${meantBy(selector.product, input.catalog)}`,
        },
      ];
    const ids = product.editions.map((one) => one.id);
    return (selector.editions ?? [])
      .filter((edition) => !ids.includes(edition))
      .map((edition) => ({
        license: id,
        problem: 'edition-unknown',
        text: `${selector.product} has no edition "${edition}"; it has ${ids.join(', ') || 'none'}`,
      }));
  });
  const first = selectors.find((one) => one.kind === 'product');
  return { selectors, product: first?.product ?? null, rules: [], source, notes };
}

/** The product that was meant, where one is written alike but for signs, or is the end of one: `sqlserver`. */
function meantBy(product: string, { products }: BindingInput['catalog']): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const found = [...products.keys()].filter(
    (one) => plain(product) !== '' && plain(one).endsWith(plain(product)),
  );
  return found.length === 1 ? `; did you mean ${found[0]}?` : '';
}

function associatedInstances(
  configurations: readonly LicenseConfiguration[],
  input: BindingInput,
): Set<string> {
  const arns = new Set(configurations.map((one) => one.arn));
  const ids = input.associations
    .filter((one) => arns.has(one.configurationArn))
    .map((one) => /(mi-[0-9a-f]+)$/.exec(one.resourceArn)?.[1]);
  return new Set(ids.filter((one) => one !== undefined));
}

function bindScope(
  entry: LicenseEntry | null,
  tags: readonly ConfigurationTags[],
): { scope: Scope; source: BindingSource | null } {
  if (entry?.scope !== undefined) {
    const { tags: wanted, excludedTags, hosts, groups, accounts, clusters } = entry.scope;
    const scope = {
      tags: wanted ?? null,
      excludedTags: excludedTags ?? null,
      hosts: hosts ?? null,
      groups: groups ?? null,
      accounts: accounts ?? null,
      clusters: clusters ?? null,
    };
    return { scope, source: 'licenses-file' };
  }
  const tagged = tags.find((one) => one.scope !== null)?.scope ?? null;
  if (tagged === null) return { scope: EVERYWHERE, source: null };
  return { scope: { ...EVERYWHERE, tags: tagged }, source: 'configuration-tags' };
}

/** The sum over the configurations; one without a limit leaves the whole unknown. */
function ownedOf(configurations: readonly LicenseConfiguration[]): number | null {
  if (configurations.length === 0) return null;
  return configurations.reduce<number | null>(
    (total, one) => (total === null || one.licenseCount === null ? null : total + one.licenseCount),
    0,
  );
}

function ownedSource(
  entry: LicenseEntry | null,
  configurations: readonly LicenseConfiguration[],
): BindingSource | null {
  if (entry?.owned !== undefined) return 'licenses-file';
  return ownedOf(configurations) === null ? null : 'configuration';
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
