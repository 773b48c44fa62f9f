import { readFileSync } from 'node:fs';
import type { SdkOptions } from '../../../collector/src/aws/clients.ts';
import { sdkAws } from '../../../collector/src/aws/sdk-aws.ts';
import type { Aws, AwsSource } from '../../../collector/src/ports/aws.ts';
import { type AwsDouble, type AwsDoubleOptions, startAwsDouble } from '../aws-double/start-aws-double.ts';
import { type SharedCredentials, sharedCredentials } from './shared-credentials.ts';

const FLEET = new URL('../aws-double/fleets/two-accounts.yaml', import.meta.url);

/** Two accounts: one by its profile, one by a role to assume. */
export const SOURCES: readonly [AwsSource, AwsSource] = [
  {
    name: 'production',
    profile: 'production',
    roleArn: null,
    externalId: null,
    applyRoleArn: null,
    regions: ['eu-central-1'],
    organization: false,
  },
  {
    name: 'branch',
    profile: 'production',
    roleArn: 'arn:aws:iam::444455556666:role/CoreledgerReader',
    externalId: 'coreledger-example',
    applyRoleArn: null,
    regions: ['eu-west-1'],
    organization: false,
  },
];

export interface TestAws {
  readonly double: AwsDouble;
  readonly aws: Aws;
  readonly sdk: SdkOptions;
  readonly credentials: SharedCredentials;
  close(): Promise<void>;
}

/** The two-account fleet and the real adapters on it. Pauses between attempts are skipped. */
export async function startTestAws(
  options: Partial<AwsDoubleOptions> & { sources?: readonly AwsSource[]; sdk?: Partial<SdkOptions> } = {},
): Promise<TestAws> {
  const { sources = SOURCES, sdk: given, ...doubleOptions } = options;
  const double = await startAwsDouble({ fleet: readFileSync(FLEET, 'utf8'), ...doubleOptions });
  const credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });
  const sdk: SdkOptions = {
    endpoint: double.url,
    retryMode: 'standard',
    maxAttempts: 1,
    timeoutMs: 30_000,
    now: Date.now,
    retry: { attempts: 4, baseDelayMs: 1, maxDelayMs: 1, sleep: async () => {}, random: () => 0 },
    ...given,
  };
  const aws = sdkAws(sources, sdk);
  return {
    double,
    aws,
    sdk,
    credentials,
    async close() {
      aws.close();
      await double.close();
      credentials.remove();
    },
  };
}

export async function collect<Fact>(pages: AsyncIterable<readonly Fact[]>): Promise<Fact[]> {
  const all: Fact[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
