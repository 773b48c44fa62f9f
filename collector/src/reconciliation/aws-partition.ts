/** The partition a Region belongs to: first part of every ARN. Credentials and policies of one are worth nothing in another. */
export type AwsPartition = 'aws' | 'aws-cn' | 'aws-us-gov';

export function partitionOf(region: string): AwsPartition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** What names of AWS's own servers end in. */
export function dnsSuffixOf(region: string): string {
  return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
