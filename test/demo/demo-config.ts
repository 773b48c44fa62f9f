import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LICENSES = fileURLToPath(new URL('licenses.yaml', import.meta.url));

const SOURCES = [
  { name: 'frankfurt', account: '111122223333', region: 'eu-central-1' },
  { name: 'virginia', account: '444455556666', region: 'us-east-1' },
];

/** Writes the collector's configuration and the AWS credentials of the double's two accounts. Gives their paths. */
export async function writeDemoConfig(folder: string, port: number, awsEndpoint: string) {
  const config = join(folder, 'coreledger.yaml');
  const credentials = join(folder, 'aws-credentials');
  await mkdir(join(folder, 'data'), { mode: 0o700 });
  await writeFile(
    credentials,
    SOURCES.map(
      ({ name, account }) => `[${name}]\naws_access_key_id = ${account}\naws_secret_access_key = demo\n`,
    ).join('\n'),
    { mode: 0o600 },
  );
  await writeFile(
    config,
    `dataDir: ${join(folder, 'data')}
listen: { host: 127.0.0.1, port: ${port} }
urls: [https://localhost:${port}]
logLevel: warn
licenses: ${LICENSES}
aws:
  endpoint: ${awsEndpoint}
  syncEveryMinutes: 0
  sources:
${SOURCES.map(({ name, region }) => `    - { name: ${name}, profile: ${name}, regions: [${region}] }`).join('\n')}
`,
  );
  return { config, credentials };
}
