import type { LicenseConfiguration } from '../aws-facts.ts';
import type { FieldChange } from './plan.ts';
import type {
  LicenseConfigurationChange,
  NewLicenseConfiguration,
  WantedProducts,
} from './wanted-configuration.ts';

export interface ConfigurationDifference {
  readonly fields: readonly FieldChange[];
  readonly change: LicenseConfigurationChange;
  readonly tags: Readonly<Record<string, string>>;
  /** Wanted, and License Manager has no way to it; in words. */
  readonly impossible: readonly string[];
}

const AFFINITY = '#licenseAffinityToHost=';

/** Only what is wanted is compared, be it a whole configuration or the fields of one change: a field that licenses.yaml leaves out stays as it is in AWS. */
export function compareConfiguration(
  wanted: Partial<NewLicenseConfiguration>,
  actual: LicenseConfiguration,
): ConfigurationDifference {
  const fields: FieldChange[] = [];
  const impossible: string[] = [];
  const compare = (field: string, from: unknown, to: unknown): boolean => {
    if (to === undefined || same(from, to)) return false;
    fields.push({ field, from: from ?? null, to });
    return true;
  };

  if (
    wanted.countingType !== undefined &&
    actual.countingType !== null &&
    actual.countingType !== wanted.countingType
  )
    impossible.push(
      `the counting type is ${actual.countingType} and cannot become ${wanted.countingType}: create another configuration and move the associations`,
    );
  const change: LicenseConfigurationChange = {
    ...(compare('name', actual.name, wanted.name) && { name: wanted.name }),
    ...(compare('description', actual.description, wanted.description) && {
      description: wanted.description,
    }),
    ...(compare('licenseCount', actual.licenseCount, wanted.licenseCount) && {
      licenseCount: wanted.licenseCount,
    }),
    ...(compare('hardLimit', actual.hardLimit, wanted.hardLimit) && { hardLimit: wanted.hardLimit }),
    ...rules(),
    ...(compare('products', productsOf(actual.products), productsOf(wanted.products)) && {
      products: wanted.products,
    }),
    ...(compare(
      'disassociateWhenNotFound',
      actual.disassociateWhenNotFound,
      wanted.disassociateWhenNotFound,
    ) && { disassociateWhenNotFound: wanted.disassociateWhenNotFound }),
    ...(compare('expiresAt', instant(actual.expiresAt), instant(wanted.expiresAt)) && {
      expiresAt: wanted.expiresAt,
    }),
  };
  const tags = Object.entries(wanted.tags ?? {}).filter(([key, value]) => actual.tags?.[key] !== value);
  return { fields, change, tags: Object.fromEntries(tags), impossible };

  /** After its creation a configuration takes no other rule than the affinity to a host. */
  function rules(): LicenseConfigurationChange {
    if (wanted.rules === undefined) return {};
    const fixed = (list: readonly string[]) => list.filter((rule) => !rule.startsWith(AFFINITY)).toSorted();
    if (!same(fixed(actual.rules), fixed(wanted.rules))) {
      impossible.push(
        `its rules are ${actual.rules.join(' ') || 'none'} and cannot become ${wanted.rules.join(' ') || 'none'}: only ${AFFINITY}… may be added later`,
      );
      return {};
    }
    const [from, to] = [actual.rules.toSorted(), wanted.rules.toSorted()];
    return compare('rules', from, to) ? { rules: to } : {};
  }
}

/** Order of filters and values means nothing to License Manager. */
function productsOf(products: readonly WantedProducts[] | undefined): unknown {
  return products
    ?.map(({ resourceType, filters }) => ({
      resourceType,
      filters: filters
        .map(({ name, comparator, values }) => ({ name, comparator, values: values.toSorted() }))
        .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** License Manager keeps seconds. */
function instant(at: number | null | undefined): string | null | undefined {
  return at == null ? at : new Date(at - (at % 1000)).toISOString();
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
