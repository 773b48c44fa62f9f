import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LicenseManagerClient } from '@aws-sdk/client-license-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsSource } from '../ports/aws.ts';
import type { RetryPolicy } from './call.ts';
import { credentialsFor } from './credentials.ts';
import { requestHandler } from './request-handler.ts';

export interface SdkOptions {
  /** Instead of AWS's own endpoints, for all services. */
  readonly endpoint: string | undefined;
  /** The SDK's own retry: adaptive learns to slow down, per client. */
  readonly retryMode: 'adaptive' | 'standard';
  readonly maxAttempts: number;
  readonly retry: RetryPolicy;
  /** For an answer to begin, and between any two parts of it: a connection that says nothing must not hold up all syncs to come. */
  readonly timeoutMs: number;
  now(): number;
}

/** The clients of one source in one Region: one per service, so that adaptive retry learns per account and Region. */
export interface Clients {
  readonly ssm: SSMClient;
  readonly license: LicenseManagerClient;
  readonly sts: STSClient;
  readonly sns: SNSClient;
  readonly cloudWatch: CloudWatchClient;
  destroy(): void;
}

/** After `closed` no request is sent any more, nor tried again: what was under way when the clients were destroyed ends. */
export function openClients(
  source: AwsSource,
  region: string,
  options: SdkOptions,
  closed: AbortSignal,
): Clients {
  const { endpoint, now, maxAttempts, retryMode, timeoutMs } = options;
  const config = {
    region,
    credentials: credentialsFor(source, { endpoint, region, now, timeoutMs }),
    requestHandler: requestHandler(timeoutMs),
    retryMode,
    maxAttempts,
    ...(endpoint !== undefined && { endpoint }),
  };
  const clients = {
    ssm: new SSMClient(config),
    license: new LicenseManagerClient(config),
    sts: new STSClient(config),
    sns: new SNSClient(config),
    cloudWatch: new CloudWatchClient(config),
  };
  for (const client of Object.values(clients))
    refuseOnce(closed, client.middlewareStack as SSMClient['middlewareStack']);
  return {
    ...clients,
    destroy() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Within the retry of the SDK, which takes this for no passing fault. */
function refuseOnce(closed: AbortSignal, stack: SSMClient['middlewareStack']): void {
  stack.add(
    (next) => (args) => {
      closed.throwIfAborted();
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'refuseOnceClosed' },
  );
}
