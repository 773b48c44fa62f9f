import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsSource } from '../ports/aws.ts';
import { requestHandler } from './request-handler.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface CredentialOptions {
  /** Endpoint for STS, where it is not AWS's own. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly timeoutMs: number;
  now(): number;
}

/** The SDK renews what ends within five minutes, so these are read again every minute. SSM Agent rotates them every 30. */
const LIFETIME_MS = 6 * 60_000;

/**
 * A provider for one source. The SDK caches the shared credentials file for the life of the process and keeps credentials
 * that carry no expiry for ever; these are read anew and given an expiry, so that rotated keys are picked up.
 */
export function credentialsFor(source: AwsSource, options: CredentialOptions): () => Promise<AwsCredentials> {
  const base =
    source.profile === null ? fromNodeProviderChain() : profileCredentials(source.profile, options);
  if (source.roleArn === null) return base;
  const assume = fromTemporaryCredentials({
    masterCredentials: base,
    params: {
      RoleArn: source.roleArn,
      RoleSessionName: 'coreledger',
      ...(source.externalId !== null && { ExternalId: source.externalId }),
    },
    clientConfig: {
      region: options.region,
      requestHandler: requestHandler(options.timeoutMs),
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    },
  });
  return () => assume();
}

function profileCredentials(profile: string, { now }: CredentialOptions): () => Promise<AwsCredentials> {
  return async () => {
    const read = await fromIni({ profile, ignoreCache: true })();
    return { ...read, expiration: read.expiration ?? new Date(now() + LIFETIME_MS) };
  };
}
