import type { FaultKind } from '../support/aws-double/faults.ts';
import type { AwsDouble } from '../support/aws-double/start-aws-double.ts';
import type { Seeded } from '../support/seeded.ts';

const KINDS: readonly FaultKind[] = [
  'throttle',
  'throttle-429',
  'server-error',
  'access-denied',
  'expired-token',
  'truncate',
  'hang-up',
  'empty-page',
];
const OPERATIONS = [
  'DescribeInstanceInformation',
  'GetInventory',
  'ListLicenseConfigurations',
  'ListUsageForLicenseConfiguration',
  'GetCallerIdentity',
];

/** Lets some of the next calls to AWS fail, each for a limited number of times. */
export function worsenAws(double: AwsDouble, random: Seeded): void {
  double.clearFaults();
  const count = Math.floor(random.between(0, 4));
  for (let index = 0; index < count; index++)
    double.addFault({
      kind: random.pick(KINDS),
      operation: random.pick(OPERATIONS),
      after: Math.floor(random.between(0, 3)),
      times: Math.floor(random.between(1, 6)),
    });
}
