import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AppError } from '../errors.ts';
import type { Aws, AwsSource } from '../ports/aws.ts';
import type { AwsScope } from '../reconciliation/aws-facts.ts';
import { callAws } from './call.ts';
import { type Clients, openClients, type SdkOptions } from './clients.ts';
import { licenseReader } from './license-reader.ts';
import { sdkNotifier } from './sdk-notifier.ts';
import { sdkWriter } from './sdk-writer.ts';
import { ssmReader } from './ssm-reader.ts';

/** AWS through the SDK. Clients are made once per source and Region, and kept. */
export function sdkAws(sources: readonly AwsSource[], options: SdkOptions): Aws {
  const opened = new Map<string, Clients>();
  const closed = new AbortController();

  function clientsOf(source: AwsSource, region: string): Clients {
    return keep(`read ${source.name} ${region}`, () => openClients(source, region, options, closed.signal));
  }

  /** Another role where one is given, and no retry of the SDK: a change is sent once. */
  function writingClientsOf(source: AwsSource, region: string): Clients {
    const writing = { ...source, roleArn: source.applyRoleArn ?? source.roleArn };
    return keep(`write ${source.name} ${region}`, () =>
      openClients(writing, region, { ...options, maxAttempts: 1 }, closed.signal),
    );
  }

  function keep(key: string, open: () => Clients): Clients {
    const clients = opened.get(key) ?? open();
    opened.set(key, clients);
    return clients;
  }

  async function scopeOf({ sts }: Clients, region: string): Promise<AwsScope> {
    const answer = await callAws(
      'sts:GetCallerIdentity',
      () => sts.send(new GetCallerIdentityCommand({})),
      options.retry,
    );
    if (answer.Account === undefined) throw new AppError('aws-unavailable', 'STS named no account');
    return { account: answer.Account, region };
  }

  return {
    sources,
    async reader(source, region) {
      const clients = clientsOf(source, region);
      const scope = await scopeOf(clients, region);
      return {
        scope,
        ...ssmReader(clients.ssm, scope, options.retry),
        ...licenseReader(clients.license, scope, options.retry),
      };
    },
    async writer(source, region) {
      const clients = writingClientsOf(source, region);
      return sdkWriter(clients, await scopeOf(clients, region), options.retry);
    },
    notifier: (source, region) => sdkNotifier(clientsOf(source, region), options.retry),
    close() {
      closed.abort();
      for (const clients of opened.values()) clients.destroy();
      opened.clear();
    },
  };
}
