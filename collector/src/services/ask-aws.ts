import { AppError } from '../errors.ts';
import type { Aws, AwsReader } from '../ports/aws.ts';
import type { AwsScope, InventoryItem } from '../reconciliation/aws-facts.ts';
import type { ReadAws } from './read-aws.ts';
import type { ReadHosts } from './reports/read-hosts.ts';

/** One registration of a host and the license configurations that AWS says it is associated with. */
export interface HostSpecifications extends AwsScope {
  readonly instanceId: string;
  /** As License Manager's inventory search gave it; null: not listed there, so that it cannot be asked about. */
  readonly resourceArn: string | null;
  readonly configurations: readonly { readonly arn: string; readonly name: string | null }[];
}

/** What AWS says of one host now, asked when somebody looks, past what a sync keeps. `host`: id, name or `mi-…`. */
export interface AskAws {
  /** Of each registration of the host. AppError `not-found`: none that a configured source lists. */
  inventory(host: string, typeName: string): Promise<readonly InventoryItem[]>;
  specifications(host: string): Promise<readonly HostSpecifications[]>;
}

interface Parts {
  readonly aws: Aws;
  readonly read: ReadAws;
  readonly hosts: Pick<ReadHosts, 'one'>;
}

interface Registration extends AwsScope {
  readonly instanceId: string;
}

const NOW = { at: Number.MAX_SAFE_INTEGER };

export function createAskAws({ aws, read, hosts }: Parts): AskAws {
  async function registrationsOf(host: string): Promise<readonly Registration[]> {
    const ids = /^mi-[0-9a-f]{17}$/.test(host) ? [host] : (await hosts.one(host)).managedInstanceIds;
    const found = (await read.facts('managed-instance', NOW)).filter(({ instanceId }) =>
      ids.includes(instanceId),
    );
    if (found.length > 0) return found;
    const why =
      ids.length === 0
        ? `${host} has no registration with Systems Manager`
        : `no configured source lists ${ids.join(', ')} (\`coreledger sync\` reads them)`;
    throw new AppError('not-found', why);
  }

  async function readerOf({ account, region }: AwsScope): Promise<AwsReader> {
    const state = (await read.sources()).find((one) => one.account === account && one.region === region);
    const source = aws.sources.find(({ name }) => name === state?.source);
    if (source === undefined)
      throw new AppError('not-found', `no configured source leads to ${account} ${region} any more`);
    return aws.reader(source, region);
  }

  return {
    async inventory(host, typeName) {
      const items: InventoryItem[] = [];
      for (const registration of await registrationsOf(host))
        items.push(await (await readerOf(registration)).inventoryOf(registration.instanceId, typeName));
      return items;
    },
    async specifications(host) {
      const configurations = await read.licenseConfigurations(NOW);
      const names = new Map(configurations.map(({ arn, name }) => [arn, name]));
      const found: HostSpecifications[] = [];
      for (const { account, region, instanceId } of await registrationsOf(host)) {
        const resources = await read.facts('resource', { ...NOW, account, region });
        const resourceArn =
          resources.find(({ resourceId }) => resourceId === instanceId)?.resourceArn ?? null;
        const arns: string[] = [];
        if (resourceArn !== null) {
          const reader = await readerOf({ account, region });
          for await (const page of reader.specifications(resourceArn)) arns.push(...page);
        }
        found.push({
          account,
          region,
          instanceId,
          resourceArn,
          configurations: arns.map((arn) => ({ arn, name: names.get(arn) ?? null })),
        });
      }
      return found;
    },
  };
}
