import type { LicenseConfiguration } from '../../../collector/src/reconciliation/aws-facts.ts';

/** A license configuration as License Manager has it, counting vCPUs and bound to nothing. */
export function licenseConfiguration(
  id: string,
  overrides: Partial<LicenseConfiguration> = {},
): LicenseConfiguration {
  return {
    account: '111122223333',
    region: 'eu-central-1',
    arn: `arn:aws:license-manager:eu-central-1:111122223333:license-configuration:${id}`,
    id,
    name: id,
    description: null,
    countingType: 'vCPU',
    licenseCount: null,
    hardLimit: null,
    rules: [],
    status: 'AVAILABLE',
    consumed: null,
    consumedByResourceType: {},
    associationsByResourceType: {},
    products: [],
    ownerAccount: null,
    disassociateWhenNotFound: null,
    discoveryLastRunAt: null,
    expiresAt: null,
    tags: {},
    ...overrides,
  };
}
