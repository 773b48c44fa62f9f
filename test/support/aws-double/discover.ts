import type { WireInput } from './operation.ts';
import { associate } from './operations/license-resources.ts';
import { MANAGED_INSTANCE } from './operations/license-usage.ts';
import { managedInstanceArn } from './seed-state.ts';
import { ServiceError } from './service-error.ts';
import type { ConfigurationState, DoubleState, InstanceState } from './state.ts';

/**
 * Automated discovery, which License Manager runs by itself at times it does not tell: managed instances whose inventory
 * has exactly what the product filters of a configuration name are associated with it. What cannot be is a failure, and
 * failures are shown nowhere else. Uninstalled software disassociates nothing unless DisassociateWhenNotFound is set.
 */
export function discover(state: DoubleState, now: number): void {
  for (const { id: account, regions } of state.accounts.values()) {
    for (const [name, region] of regions) {
      for (const configuration of region.configurations.values()) {
        for (const instance of region.instances.values()) {
          const { InstanceId: id } = instance.information;
          const arn = managedInstanceArn(account, name, id);
          const matches = id.startsWith('mi-') && selects(configuration, instance);
          if (!matches && configuration.disassociateWhenNotFound) configuration.associations.delete(arn);
          if (!matches || configuration.associations.has(arn)) continue;
          try {
            associate({ region, account, regionName: name, now }, configuration, arn);
          } catch (error) {
            if (!(error instanceof ServiceError)) throw error;
            configuration.failures.push({
              ResourceArn: arn,
              ResourceType: MANAGED_INSTANCE,
              ErrorMessage: error.message,
              FailureTime: Math.floor(now / 1000),
              OperationName: 'AssociateLicenseSpecificationsForResource',
              ResourceOwnerId: account,
              OperationRequestedBy: 'License Manager Automated Discovery',
              MetadataList: [],
            });
          }
        }
      }
    }
  }
}

/** Every filter of one product must fit; names and versions are compared whole. */
function selects({ products }: ConfigurationState, { inventory, information }: InstanceState): boolean {
  const applications = inventory.get('AWS:Application')?.Content ?? [];
  return products.some(({ ResourceType, ProductInformationFilterList: filters = [] }: WireInput) => {
    const of = (prefix: string) =>
      filters.filter((filter: WireInput) => filter.ProductInformationFilterName.startsWith(prefix));
    const fits = (filter: WireInput, value: unknown) =>
      (filter.ProductInformationFilterValue ?? []).includes(value);
    return (
      ResourceType === 'SSM_MANAGED' &&
      of('Platform ').every((filter: WireInput) =>
        fits(filter, information[filter.ProductInformationFilterName.replace(' ', '')]),
      ) &&
      applications.some((application) =>
        of('Application ').every((filter: WireInput) =>
          fits(filter, application[filter.ProductInformationFilterName.slice('Application '.length)]),
        ),
      )
    );
  });
}
