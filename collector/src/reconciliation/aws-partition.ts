/** The partition a Region belongs to: first part of every ARN. Credentials and policies of one are worth nothing in another. */
export type AwsPartition = 'aws' | 'aws-cn' | 'aws-us-gov';

export function partitionOf(region: string): AwsPartition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Where people look at a Region's services. */
export function consoleUrls(region: string): {
  readonly systemsManager: string;
  readonly licenseManager: string;
} {
  const host = CONSOLES[partitionOf(region)];
  return {
    systemsManager: `https://${host}/systems-manager/managed-instances?region=${region}`,
    licenseManager: `https://${host}/license-manager/home?region=${region}`,
  };
}

const CONSOLES: Readonly<Record<AwsPartition, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** What names of AWS's own servers end in. */
export function dnsSuffixOf(region: string): string {
  return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
