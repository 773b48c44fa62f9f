import type { Asked } from '../../ports/fleet-store.ts';
import type { ScopeCoverage } from '../../reconciliation/aws-coverage.ts';
import type {
  InventoryCapture,
  LicenseAssociation,
  LicenseConfiguration,
  LicenseUsage,
  ManagedInstance,
  SourceFreshness,
} from '../../reconciliation/aws-facts.ts';

import type { ReadAws } from '../read-aws.ts';

/** What AWS said by an instant, over all accounts and Regions. Empty where no source is configured. */
export interface AwsView {
  readonly configurations: readonly LicenseConfiguration[];
  readonly usage: readonly LicenseUsage[];
  readonly associations: readonly LicenseAssociation[];
  readonly managedInstances: readonly ManagedInstance[];
  readonly inventory: readonly InventoryCapture[];
  readonly freshness: readonly SourceFreshness[];
  readonly coverage: readonly ScopeCoverage[];
}

/**
 * What AWS is known to have said at an instant, out of the history of syncs. A sync records what it reads as of its own start and
 * nothing about earlier times, so what was known of AWS by an instant is what stood then: of the two asked, the earlier counts.
 */
export function createAwsView(aws: ReadAws): (asked: Asked) => Promise<AwsView> {
  return async (asked) => {
    const at = Math.min(asked.at, asked.knownAt ?? asked.at);
    return {
      configurations: await aws.licenseConfigurations({ at }),
      usage: await aws.facts('usage', { at }),
      associations: await aws.facts('association', { at }),
      managedInstances: await aws.managedInstances({ at }),
      inventory: await aws.captures({ at }),
      freshness: await aws.freshness(at),
      coverage: await aws.coverage(at),
    };
  };
}
