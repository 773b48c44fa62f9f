import type { AssociationState, ConfigurationState, RegionState } from '../state.ts';

export const MANAGED_INSTANCE = 'SYSTEMS_MANAGER_MANAGED_INSTANCE';

/** What one association consumes. License Manager counts a managed instance by vCPU (its logical processors) or as one. */
export function consumedBy(
  region: RegionState,
  configuration: ConfigurationState,
  { resourceArn, consumed }: AssociationState,
): number {
  if (consumed !== null) return consumed;
  if (configuration.countingType === 'Instance') return 1;
  const id = resourceArn.slice(resourceArn.lastIndexOf('/') + 1);
  const cpus = region.instances.get(id)?.inventory.get('AWS:InstanceDetailedInformation')?.Content[0]?.CPUs;
  return cpus === undefined || cpus === '' ? 0 : Number(cpus);
}

export function consumedInTotal(region: RegionState, configuration: ConfigurationState): number {
  return sumBy([...configuration.associations.values()], (association) =>
    consumedBy(region, configuration, association),
  );
}

export function summaries(
  region: RegionState,
  configuration: ConfigurationState,
): { consumed: Record<string, unknown>[]; managed: Record<string, unknown>[] } {
  const byType = Map.groupBy(configuration.associations.values(), ({ resourceType }) => resourceType);
  return {
    consumed: [...byType].map(([ResourceType, list]) => ({
      ResourceType,
      ConsumedLicenses: sumBy(list, (association) => consumedBy(region, configuration, association)),
    })),
    managed: [...byType].map(([ResourceType, list]) => ({ ResourceType, AssociationCount: list.length })),
  };
}

function sumBy<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}
