import type { LicenseConfiguration, ProductInformationFilter } from '../../reconciliation/aws-facts.ts';
import type { RecognitionRule } from '../catalog.ts';
import type { Selector } from '../license.ts';
import type { HostCondition } from '../scope.ts';

export interface BoundFilters {
  readonly selectors: readonly Selector[];
  /** Rules that recognize the filtered titles as a product of this license alone. */
  readonly rules: readonly RecognitionRule[];
  /** Filters that say something we cannot evaluate, in words. */
  readonly problems: readonly string[];
}

/**
 * License Manager's automated discovery: filters of one entry must all hold, several values of a filter are alternatives,
 * several entries are alternatives. Names and values are compared exactly, with regard to case.
 */
export function bindProductFilters(licenseId: string, configuration: LicenseConfiguration): BoundFilters {
  const bound = configuration.products
    .filter((entry) => entry.resourceType === 'SSM_MANAGED')
    .map((entry, index) => bindEntry(licenseId, index, entry.filters));
  return {
    selectors: bound.flatMap((one) => one.selectors),
    rules: bound.flatMap((one) => one.rules),
    problems: bound.flatMap((one) => one.problems),
  };
}

function bindEntry(
  licenseId: string,
  index: number,
  filters: readonly ProductInformationFilter[],
): BoundFilters {
  const problems = filters.filter((filter) => !isUnderstood(filter)).map(describeUnknown);
  const equal = (name: string): readonly string[] | null =>
    filters.find((filter) => filter.name === name && filter.comparator === 'EQUALS')?.values ?? null;
  const names = equal('Application Name');
  const publishers = equal('Application Publisher');
  const versions = equal('Application Version');
  const product = `license-manager/${licenseId}#${index}`;
  const host = hostCondition(filters);
  if (names === null && publishers === null && versions === null) {
    // Platform filters alone select hosts; no filter that we understand selects nothing rather than everything.
    const restricts = host.platformNames !== null || host.platformTypes !== null;
    return { selectors: restricts ? [{ kind: 'titles', product: null, host }] : [], rules: [], problems };
  }
  const match = {
    ...(names === null ? {} : { name: { equals: names } }),
    ...(publishers === null ? {} : { publisher: { equals: publishers } }),
    ...(versions === null ? {} : { version: { equals: versions } }),
  };
  const rule: RecognitionRule = {
    id: product,
    product,
    from: 'title',
    match,
    exact: true,
    confidence: 'high',
    provenance: {
      source: 'product information filter of the license configuration',
      sourceDate: '',
      status: 'verified',
    },
  };
  return { selectors: [{ kind: 'titles', product, host }], rules: [rule], problems };
}

function hostCondition(filters: readonly ProductInformationFilter[]): HostCondition {
  const equal = (name: string): readonly string[] | null =>
    filters.find((filter) => filter.name === name && filter.comparator === 'EQUALS')?.values ?? null;
  const excluded = filters.filter((filter) => filter.comparator === 'NOT_EQUALS');
  return {
    platformNames: equal('Platform Name'),
    platformTypes: equal('Platform Type'),
    excludedTags: excluded
      .filter((filter) => filter.name.startsWith('Tag:'))
      .map((filter) => ({ key: filter.name.slice('Tag:'.length), values: filter.values })),
    excludedAccounts: excluded
      .filter((filter) => filter.name === 'AccountId')
      .flatMap((filter) => filter.values),
    onPremises: equal('License Included') === null,
  };
}

const EQUALS = [
  'Application Name',
  'Application Publisher',
  'Application Version',
  'Platform Name',
  'Platform Type',
  'License Included',
];

function isUnderstood({ name, comparator }: ProductInformationFilter): boolean {
  if (comparator === 'EQUALS') return EQUALS.includes(name);
  return (
    comparator === 'NOT_EQUALS' &&
    (name.startsWith('Tag:') || name === 'AccountId' || name === 'License Included')
  );
}

function describeUnknown({ name, comparator, values }: ProductInformationFilter): string {
  return `filter "${name}" ${comparator} ${values.join(', ')} is not understood and was left out`;
}
