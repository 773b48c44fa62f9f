import type { ExemptionRule } from '../../licensing/exemption.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { License } from '../../licensing/license.ts';
import type { LicenseUsage, ManagedInstance } from '../../reconciliation/aws-facts.ts';
import type { AwsView } from './aws-view.ts';

interface Ec2Host {
  readonly host: HostFacts;
  readonly ec2Id: string;
}

/**
 * An EC2 instance may be registered as a hybrid node and run the agent. Where License Manager already counts the instance for
 * a license, or the Dedicated Host that it runs on, it is exempt from the on-premises side of that license, and the report says by
 * which resource it is counted. Where Dedicated Hosts are counted and AWS does not tell on which one it runs, it counts, in doubt.
 *
 * `dedicatedHostsOf`: by instance id, as far as AWS tells; null: on none.
 */
export async function exemptCountedInAws(
  licenses: readonly License[],
  hosts: readonly HostFacts[],
  { ec2Ids, usage, dedicatedHostsOf }: CountedInAws,
): Promise<readonly License[]> {
  if (ec2Ids.size === 0) return licenses;
  const inAws = hosts.flatMap((host): Ec2Host[] => {
    const ec2Id = ec2Ids.get(host.hostId);
    return ec2Id === undefined ? [] : [{ host, ec2Id }];
  });
  const counted = usage.filter((one) => (one.consumed ?? 0) > 0);
  const dedicatedHosts = counted.some(isDedicatedHost)
    ? await dedicatedHostsOf(new Set(ec2Ids.values()))
    : new Map<string, string | null>();
  return licenses.map((license) => {
    const own = counted.filter((one) => license.configurations.includes(one.configurationArn));
    if (own.length === 0) return license;
    const byId = new Map(own.map(({ resourceArn }) => [resourceArn.split('/').at(-1) ?? '', resourceArn]));
    const doubtful = own.filter(isDedicatedHost).length;
    const exemptions = inAws.flatMap(({ host, ec2Id }): ExemptionRule[] => {
      const instance = byId.get(ec2Id);
      if (instance !== undefined) return [exemption(host, `counted in AWS as ${instance}`)];
      const hostId = dedicatedHosts.get(ec2Id);
      if (hostId === undefined)
        return doubtful === 0 ? [] : [{ ...exemption(host, `${ec2Id} is an EC2 instance`), doubt: UNTOLD }];
      const dedicated = hostId === null ? undefined : byId.get(hostId);
      return dedicated === undefined
        ? []
        : [exemption(host, `counted in AWS with its Dedicated Host ${dedicated}`)];
    });
    return exemptions.length === 0
      ? license
      : { ...license, exemptions: [...exemptions, ...license.exemptions] };
  });
}

export interface CountedInAws {
  /** EC2 instances among the hosts, by host id. */
  readonly ec2Ids: ReadonlyMap<string, string>;
  readonly usage: AwsView['usage'];
  dedicatedHostsOf(ec2Ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string | null>>;
}

const UNTOLD =
  'AWS counts Dedicated Hosts for this license and does not tell whether the instance runs on one of them: if it does, it is counted twice';

function exemption({ hostId }: HostFacts, reason: string): ExemptionRule {
  return {
    kind: 'excluded',
    hosts: [hostId],
    groups: null,
    tags: null,
    reason,
    expiresAt: null,
    claimedBy: 'aws',
  };
}

function isDedicatedHost({ resourceArn }: LicenseUsage): boolean {
  return resourceArn.includes(':dedicated-host/');
}

/** The EC2 instance that a host is: told by Systems Manager of its registration, or by the firmware to the host itself. */
export function ec2IdOf(registrations: readonly ManagedInstance[], vmId: string | null): string | null {
  const told = registrations.find((one) => one.origin === 'ec2')?.sourceId ?? vmId;
  return told?.startsWith('i-') === true ? told : null;
}
