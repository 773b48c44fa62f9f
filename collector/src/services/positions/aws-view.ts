import type {
  InventoryItem,
  LicenseAssociation,
  LicenseConfiguration,
  LicenseUsage,
  ManagedInstance,
  SourceFreshness,
} from '../../reconciliation/aws-facts.ts';

/** What AWS said by an instant, over all accounts and Regions. Empty where no source is configured. */
export interface AwsView {
  readonly configurations: readonly LicenseConfiguration[];
  readonly usage: readonly LicenseUsage[];
  readonly associations: readonly LicenseAssociation[];
  readonly managedInstances: readonly ManagedInstance[];
  readonly inventory: readonly InventoryItem[];
  readonly freshness: readonly SourceFreshness[];
  /** Names this content: the same text for the same facts. */
  readonly revision: string;
}

export const NO_AWS: AwsView = {
  configurations: [],
  usage: [],
  associations: [],
  managedInstances: [],
  inventory: [],
  freshness: [],
  revision: 'none',
};
