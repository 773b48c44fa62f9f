import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { sharedCredentials } from '../../support/aws/shared-credentials.ts';
import { type AwsDouble, startAwsDouble } from '../../support/aws-double/start-aws-double.ts';
import { type CollectorProgram, collectorProgram } from '../../support/collector/collector-program.ts';

const FLEET = new URL('../../support/aws-double/fleets/two-accounts.yaml', import.meta.url);
const KINDS = [
  'managed-instance',
  'inventory',
  'license-configuration',
  'usage',
  'association',
  'resource',
] as const;

let double: AwsDouble;
let program: CollectorProgram;
let onCall: (number: number) => void = () => undefined;
const credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });

beforeAll(async () => {
  let calls = 0;
  double = await startAwsDouble({
    fleet: readFileSync(FLEET, 'utf8'),
    pageLimit: 2,
    onExchange: () => onCall(++calls),
  });
  program = collectorProgram(
    `aws: { endpoint: '${double.url}', syncEveryMinutes: 0, sources: [{ name: main, profile: production, regions: [eu-central-1] }] }\n`,
    { env: { AWS_SHARED_CREDENTIALS_FILE: credentials.file, AWS_EC2_METADATA_DISABLED: 'true' } },
  );
});
afterAll(async () => {
  program.remove();
  credentials.remove();
  await double.close();
});

/** What is stored, times left out. */
async function stored(): Promise<string[]> {
  const stores = openSqliteStores(join(program.folder, 'data'));
  const all: string[] = [];
  for (const kind of KINDS) {
    for (const fact of await stores.aws.facts(kind, { at: Number.MAX_SAFE_INTEGER })) {
      const { lastPingAt, pingStatus, capturedAt, ...told } = fact as typeof fact & Record<string, unknown>;
      all.push(`${kind} ${JSON.stringify(told)}`);
    }
  }
  await stores.close();
  return all.toSorted();
}

async function sync(killAt?: number) {
  double.forgetCalls();
  let first: number | undefined;
  const ended = await program.run(['sync', '--json'], (child) => {
    onCall = (number) => {
      first ??= number;
      if (killAt !== undefined && number - first === killAt) child.kill('SIGKILL');
    };
  });
  const operations = double.calls.map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
  return { ...ended, operations };
}

it('a sync that was killed loses nothing, and the next one goes on with what had not been read', async () => {
  const whole = await sync();
  expect(whole.code, whole.error).toBe(0);
  const before = await stored();
  const instances = double.state.accounts.get('111122223333')?.regions.get('eu-central-1')?.instances;
  instances?.delete('mi-0a1b2c3d4e5f60714');

  const killAt = 18;
  const killed = await sync(killAt);
  expect(killed.code).toBeNull();
  const left = await stored();
  // Nothing that AWS still has is missing, nothing is there that it never said.
  for (const fact of before) if (!fact.includes('mi-0a1b2c3d4e5f60714')) expect(left).toContain(fact);
  for (const fact of left) expect(before).toContain(fact);

  const resumed = await sync();
  expect(resumed.code, resumed.error).toBe(0);
  const report = JSON.parse(resumed.out);
  expect(report.resumed).toMatch(/^[0-9a-f-]{36}$/);
  expect(report.skipped).toBeGreaterThan(3);
  // Each call was made before the kill or after it; but for STS and the unit that was cut, none twice.
  const again = resumed.operations.filter((one) => killed.operations.includes(one));
  expect(again.length).toBeLessThanOrEqual(4);
  expect(resumed.operations.length).toBeLessThan(whole.operations.length - killAt + 4);
  const after = await stored();
  expect(after.some((fact) => fact.includes('mi-0a1b2c3d4e5f60714'))).toBe(false);
  expect(after.every((fact) => before.includes(fact))).toBe(true);

  const anew = await sync();
  expect(JSON.parse(anew.out)).toMatchObject({ resumed: null, skipped: 0, failed: 0 });
  expect(await stored()).toEqual(after);
}, 240_000);
