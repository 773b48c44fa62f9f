import type { LicenseConfiguration } from '../reconciliation/aws-facts.ts';
import { PLAIN_METRIC_OF } from './binding/bind-metric.ts';
import type { License } from './license.ts';
import type { AwsConsumption } from './position.ts';

const MANAGED_INSTANCE = 'SYSTEMS_MANAGER_MANAGED_INSTANCE';

/**
 * License Manager's own figures for a license. Only what runs in AWS can be set against what is owned, and only where both
 * are in one unit; its count of managed instances is another count of servers that are counted here.
 */
export function awsConsumption(
  license: License,
  unit: string | null,
  configurations: readonly LicenseConfiguration[],
): readonly AwsConsumption[] {
  return configurations
    .filter((one) => license.configurations.includes(one.arn))
    .map((one) => {
      const awsUnit = one.countingType === null ? null : PLAIN_METRIC_OF[one.countingType];
      return {
        configurationArn: one.arn,
        unit: awsUnit,
        inAws: consumedInAws(one),
        onPremises: one.consumedByResourceType[MANAGED_INSTANCE] ?? null,
        comparable: awsUnit !== null && awsUnit === unit,
      };
    });
}

function consumedInAws(configuration: LicenseConfiguration): number | null {
  const byType = Object.entries(configuration.consumedByResourceType);
  if (byType.length === 0) return configuration.consumed === 0 ? 0 : null;
  return byType.reduce(
    (total, [type, consumed]) => (type === MANAGED_INSTANCE ? total : total + consumed),
    0,
  );
}
