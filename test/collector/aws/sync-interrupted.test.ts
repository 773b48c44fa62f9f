import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { sharedCredentials } from '../../support/aws/shared-credentials.ts';
import { type AwsDouble, startAwsDouble } from '../../support/aws-double/start-aws-double.ts';
import { type CollectorProgram, collectorProgram } from '../../support/collector/collector-program.ts';

const FLEET = new URL('../../support/aws-double/fleets/two-accounts.yaml', import.meta.url);
/** A call without an answer ends after a minute, and is tried again: who ends sooner did not wait for it. */
const SOON_MS = 40_000;

let double: AwsDouble;
const programs: CollectorProgram[] = [];
const credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });

beforeAll(async () => {
  double = await startAwsDouble({ fleet: readFileSync(FLEET, 'utf8'), pageLimit: 2 });
});
afterEach(() => {
  double.clearFaults();
  for (const program of programs.splice(0)) program.remove();
});
afterAll(async () => {
  credentials.remove();
  await double.close();
});

function program(syncEveryMinutes: number): CollectorProgram {
  const made = collectorProgram(
    `aws: { endpoint: '${double.url}', syncEveryMinutes: ${syncEveryMinutes}, sources: [{ name: main, profile: production, regions: [eu-central-1] }] }\n`,
    { env: { AWS_SHARED_CREDENTIALS_FILE: credentials.file, AWS_EC2_METADATA_DISABLED: 'true' } },
  );
  programs.push(made);
  return made;
}

/** Sends the signal once a call has met silence. */
async function whenSilent(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const isSilent = () => double.calls.some(({ operation }) => operation === 'ListLicenseConfigurations');
  while (!isSilent()) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill(signal);
}

async function awsState({ folder }: CollectorProgram) {
  const stores = openSqliteStores(join(folder, 'data'));
  const instances = await stores.aws.facts('managed-instance', { at: Number.MAX_SAFE_INTEGER });
  const failed = (await stores.aws.freshness()).filter(({ error }) => error !== null);
  await stores.close();
  return { instances: instances.length, failed };
}

it('a sync that is interrupted ends at once: what was read is kept, nothing is called failed, the next goes on', async () => {
  const made = program(0);
  double.forgetCalls();
  double.addFault({ kind: 'silence', operation: 'ListLicenseConfigurations' });
  const begun = performance.now();
  const ended = await made.run(['sync'], (child) => void whenSilent(child, 'SIGINT'));
  expect(ended).toEqual({
    code: 1,
    out: '',
    error: expect.stringMatching(
      /^coreledger sync: cut off by SIGINT\. What was read is kept; a sync within/,
    ),
  });
  expect(performance.now() - begun).toBeLessThan(SOON_MS);
  const left = await awsState(made);
  expect(left.instances).toBeGreaterThan(0);
  expect(left.failed).toEqual([]);

  double.clearFaults();
  const next = JSON.parse((await made.run(['sync', '--json'])).out);
  expect(next).toMatchObject({ resumed: expect.any(String), failed: 0 });
  expect(next.skipped).toBeGreaterThan(3);
}, 120_000);

it('a collector that is told to end while it reads AWS does so at once', async () => {
  const made = program(60);
  double.forgetCalls();
  double.addFault({ kind: 'silence', operation: 'ListLicenseConfigurations' });
  const { child } = await made.serve();
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const begun = performance.now();
  await whenSilent(child, 'SIGTERM');
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun).toBeLessThan(SOON_MS);
  expect(await awsState(made)).toMatchObject({ failed: [] });
}, 120_000);
