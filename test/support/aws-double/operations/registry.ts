import type { Operation } from '../operation.ts';
import type { ServiceName } from '../service-error.ts';
import { licenseConfigurationOperations } from './license-configurations.ts';
import { licenseResourceOperations } from './license-resources.ts';
import { licenseSettingsOperations } from './license-settings.ts';
import { cloudWatchOperations, snsOperations } from './notify.ts';
import { ssmActivationOperations } from './ssm-activations.ts';
import { ssmInstanceOperations } from './ssm-instances.ts';
import { ssmInventoryOperations } from './ssm-inventory.ts';
import { stsOperations } from './sts.ts';

export const operations: Readonly<Record<ServiceName, Readonly<Record<string, Operation>>>> = {
  ssm: { ...ssmInstanceOperations, ...ssmInventoryOperations, ...ssmActivationOperations },
  'license-manager': {
    ...licenseConfigurationOperations,
    ...licenseResourceOperations,
    ...licenseSettingsOperations,
  },
  sts: stsOperations,
  sns: snsOperations,
  monitoring: cloudWatchOperations,
};
