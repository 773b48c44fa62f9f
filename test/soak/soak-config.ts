import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the collector's configuration and the credentials of the AWS double's accounts. */
export function soakConfig(
  folder: string,
  dataDir: string,
  { port, relayPort, aws }: { port: number; relayPort: number; aws: string },
) {
  const [config, credentials] = [join(folder, 'coreledger.yaml'), join(folder, 'credentials')];
  mkdirSync(join(folder, 'agents'), { recursive: true });
  writeFileSync(
    credentials,
    '[production]\naws_access_key_id = AKIADOUBLE1111222233\naws_secret_access_key = any\n',
  );
  writeFileSync(
    config,
    `dataDir: ${dataDir}
listen: { host: 127.0.0.1, port: ${port} }
urls: [https://127.0.0.1:${relayPort}]
logLevel: warn
aws:
  endpoint: ${aws}
  syncEveryMinutes: 0
  sources:
    - { name: production, profile: production, regions: [eu-central-1] }
    - { name: branch, profile: production, regions: [eu-west-1], roleArn: 'arn:aws:iam::444455556666:role/CoreledgerReader', externalId: coreledger-example }
`,
  );
  const env = {
    ...process.env,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: join(folder, 'aws-config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return { config, env };
}
