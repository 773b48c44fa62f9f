import type { HostFacts } from '../../licensing/host-facts.ts';
import type { License } from '../../licensing/license.ts';
import type { ManagedInstance } from '../../reconciliation/aws-facts.ts';
import type { AwsView } from './aws-view.ts';

/**
 * An EC2 instance may be registered as a hybrid node and run the agent. Where License Manager already counts the instance for
 * a license, it is exempt from the on-premises side of that license, and the report says by which resource it is counted.
 */
export function exemptCountedInAws(
  licenses: readonly License[],
  hosts: readonly HostFacts[],
  ec2Ids: ReadonlyMap<string, string>,
  aws: AwsView,
): readonly License[] {
  if (ec2Ids.size === 0) return licenses;
  return licenses.map((license) => {
    const counted = new Map(
      aws.usage
        .filter((one) => license.configurations.includes(one.configurationArn) && (one.consumed ?? 0) > 0)
        .map((one) => [one.resourceArn.split('/').at(-1) ?? '', one.resourceArn]),
    );
    const exemptions = hosts.flatMap((host) => {
      const ec2Id = ec2Ids.get(host.hostId);
      const arn = ec2Id === undefined ? undefined : counted.get(ec2Id);
      if (arn === undefined) return [];
      return {
        kind: 'excluded' as const,
        hosts: [host.hostId],
        groups: null,
        tags: null,
        reason: `counted in AWS as ${arn}`,
        expiresAt: null,
      };
    });
    return exemptions.length === 0
      ? license
      : { ...license, exemptions: [...exemptions, ...license.exemptions] };
  });
}

/** The EC2 instance that a host is: told by Systems Manager of its registration, or by the firmware to the host itself. */
export function ec2IdOf(registrations: readonly ManagedInstance[], vmId: string | null): string | null {
  const told = registrations.find((one) => one.origin === 'ec2')?.sourceId ?? vmId;
  return told?.startsWith('i-') === true ? told : null;
}
