import { PLAIN_METRIC_OF } from '../../licensing/binding/bind-metric.ts';
import { CONFIGURATION_TAGS } from '../../licensing/binding/configuration-tags.ts';
import type { LicenseEntry, WantedInAws } from '../../licensing/binding/licenses-file.ts';
import type { LicenseCountingType, ProductInformationFilter } from '../aws-facts.ts';

export interface WantedProducts {
  readonly resourceType: string;
  readonly filters: readonly ProductInformationFilter[];
}

export interface NewLicenseConfiguration {
  readonly name: string;
  readonly countingType: LicenseCountingType;
  readonly description?: string | undefined;
  readonly licenseCount?: number | undefined;
  readonly hardLimit?: boolean | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly products?: readonly WantedProducts[] | undefined;
  readonly disassociateWhenNotFound?: boolean | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The counting type cannot be changed, tags go their own way. */
export type LicenseConfigurationChange = Partial<Omit<NewLicenseConfiguration, 'countingType' | 'tags'>>;

/**
 * What licenses.yaml wants License Manager to have. The count is what is owned only where both sides count in one unit: cores
 * owned are no limit of vCPUs.
 */
export function wantedConfiguration(entry: LicenseEntry, aws: WantedInAws): NewLicenseConfiguration {
  const sameUnit = entry.metric === PLAIN_METRIC_OF[aws.countingType];
  const count = aws.count ?? (sameUnit ? entry.owned : undefined);
  return {
    name: entry.name ?? entry.id,
    countingType: aws.countingType,
    description: aws.description,
    licenseCount: count,
    hardLimit: aws.hardLimit,
    rules: aws.rules,
    products: aws.products?.map((filters) => ({ resourceType: 'SSM_MANAGED', filters })),
    disassociateWhenNotFound: aws.disassociateWhenNotFound,
    expiresAt: entry.expiresAt,
    tags: wantedTags(entry),
  };
}

/** So that the configuration says by itself what it stands for; a tag value has no commas. */
function wantedTags({ id, product, editions, metric, switches }: LicenseEntry): Record<string, string> {
  const pairs = Object.entries(switches ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    [CONFIGURATION_TAGS.license]: id,
    ...(product === undefined ? {} : { [CONFIGURATION_TAGS.product]: product }),
    ...(editions === undefined ? {} : { [CONFIGURATION_TAGS.edition]: editions.join(' ') }),
    ...(metric === undefined ? {} : { [CONFIGURATION_TAGS.metric]: [metric, ...pairs].join(' ') }),
  };
}
