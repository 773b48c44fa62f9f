import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharedCredentials } from '../../support/aws/shared-credentials.ts';
import { type AwsDouble, startAwsDouble } from '../../support/aws-double/start-aws-double.ts';
import { type CollectorProgram, collectorProgram } from '../../support/collector/collector-program.ts';

const FLEET = new URL('../../support/aws-double/fleets/two-accounts.yaml', import.meta.url);
const NAMES = ['One', 'Two', 'Three'];

let double: AwsDouble;
let program: CollectorProgram;
let onOperation: (operation: string) => void = () => undefined;
const credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });

beforeAll(async () => {
  double = await startAwsDouble({
    fleet: readFileSync(FLEET, 'utf8'),
    onExchange: ({ operation }) => onOperation(operation),
  });
  const source = '{ name: main, profile: production, regions: [eu-central-1] }';
  program = collectorProgram(
    `licenses: licenses.yaml\naws: { endpoint: '${double.url}', syncEveryMinutes: 0, sources: [${source}] }\n`,
    { env: { AWS_SHARED_CREDENTIALS_FILE: credentials.file, AWS_EC2_METADATA_DISABLED: 'true' } },
  );
  const wanted = NAMES.map(
    (name) =>
      `  - { id: ${name.toLowerCase()}, name: ${name}, product: splunk/enterprise, metric: vcpu, aws: { source: main, region: eu-central-1, countingType: vCPU } }`,
  );
  writeFileSync(join(program.folder, 'licenses.yaml'), `licenses:\n${wanted.join('\n')}\n`);
});
afterAll(async () => {
  program.remove();
  credentials.remove();
  await double.close();
});

function configurations(): string[] {
  const region = double.state.accounts.get('111122223333')?.regions.get('eu-central-1');
  return [...(region?.configurations.values() ?? [])]
    .map(({ name }) => name)
    .filter((name) => NAMES.includes(name));
}

it('an apply that is killed right after AWS took a call is gone on with, and nothing is made twice', async () => {
  expect((await program.run(['sync'])).code).toBe(0);
  const planned = await program.run(['plan', '--json']);
  expect(planned.code, planned.error).toBe(0);
  const { planId, digest, steps } = JSON.parse(planned.out);
  expect(steps).toHaveLength(3);
  const apply = ['apply', planId, '--digest', digest.slice(0, 12)];

  let creates = 0;
  const killed = await program.run(apply, (child) => {
    onOperation = (operation) => {
      if (operation !== 'CreateLicenseConfiguration') return;
      creates += 1;
      if (creates === 2) child.kill('SIGKILL');
    };
  });
  onOperation = () => undefined;
  expect(killed.code).toBeNull();
  expect(configurations()).toEqual(['One', 'Two']);
  const shown = await program.run(['plan', 'show', planId]);
  expect(shown.out).toContain('outcome unknown: apply again, which asks AWS first');

  const again = await program.run(apply);
  expect(again.code, again.error).toBe(0);
  expect(again.out).toContain('everything is done');
  expect(configurations()).toEqual(NAMES);
  expect((await program.run(['plan'])).out).toContain('Nothing to do');
});
