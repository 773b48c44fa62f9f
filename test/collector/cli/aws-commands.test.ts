import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DATABASE_NAME } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { startTestAws, type TestAws } from '../../support/aws/test-aws.ts';
import { cliSession } from '../../support/collector/cli-session.ts';

let folder: string;
let test: TestAws;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-cli-'));
  test = await startTestAws();
  writeFileSync(
    join(folder, 'coreledger.yaml'),
    `dataDir: ${join(folder, 'data')}
tls: off
logLevel: silent
aws:
  endpoint: ${test.double.url}
  syncEveryMinutes: 0
  sources: [{ name: production, profile: production, regions: [eu-central-1] }]
`,
  );
  expect((await coreledger('sync')).code).toBe(0);
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

const coreledger = (...argv: string[]) => cliSession(join(folder, 'coreledger.yaml'))(...argv);

it.each([
  ['managed-instances', /az01\.corp\.example\s+azure/],
  ['inventory', /mi-0a1b2c3d4e5f60714\s+AWS:Application\s+\S+\s+0\n/],
  ['license-configurations', /SQL Server 2019 by vCPU\s+vCPU\s+36\s+40/],
  [
    'usage',
    /lic-0123456789abcdef0123456789abcdef\s+mi-0a1b2c3d4e5f60711\s+SYSTEMS_MANAGER_MANAGED_INSTANCE\s+32/,
  ],
  ['associations', /lic-2123456789abcdef0123456789abcdef\s+mi-0a1b2c3d4e5f60713/],
  ['failures', /mi-0a1b2c3d4e5f60713\s+\S+\s+Resource ARN is invalid/],
  ['resources', /mi-0a1b2c3d4e5f60712\s+SYSTEMS_MANAGER_MANAGED_INSTANCE\s+Red Hat Enterprise Linux/],
  ['settings', /111122223333\s+eu-central-1\s+no\s+no/],
  ['report-generators', /^None is known/],
  ['received-licenses', /Example Backup\s+Example Software Inc\.\s+AVAILABLE\s+\S+\s+Nodes 50 Count/],
  ['received-grants', /Example Backup\s+ACTIVE/],
])('aws list %s', async (what, row) => {
  const { code, out, err } = await coreledger('aws', 'list', what);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(row);
  const { out: json } = await coreledger('aws', 'list', what, '--json', '--account', '111122223333');
  for (const text of json.split('\n').filter((one) => one !== ''))
    expect(JSON.parse(text)).toMatchObject({ account: '111122223333', region: 'eu-central-1' });
});

it('aws list says what there is to list', async () => {
  expect(await coreledger('aws', 'list', 'nonsense')).toMatchObject({
    code: 2,
    err: expect.stringContaining('say what: managed-instances, inventory'),
  });
  expect((await coreledger('aws', 'list', 'usage', '--as-of', 'tuesday')).code).toBe(2);
  expect((await coreledger('aws', 'list', 'usage', '--account', '000000000000')).out).toMatch(
    /^None is known/,
  );
  const day = await coreledger('aws', 'list', 'usage', '--as-of', new Date().toISOString().slice(0, 10));
  expect(day.out).toMatch(/lic-0123456789abcdef/);
  expect((await coreledger('aws', 'list', 'usage', '--as-of', '2999-01-01')).err).toMatch(/in the future/);
});

it('aws inventory and aws licenses ask AWS about one host', async () => {
  const inventory = await coreledger('aws', 'inventory', 'mi-0a1b2c3d4e5f60714');
  expect(JSON.parse(inventory.out)).toMatchObject({ CPUModel: 'Cortex-A72', CPUSockets: '' });
  expect(inventory.err).toMatch(
    /^# mi-0a1b2c3d4e5f60714 in 111122223333 eu-central-1: captured \S+Z, 1 entries\n$/,
  );
  expect(await coreledger('aws', 'inventory', 'mi-0a1b2c3d4e5f60713')).toMatchObject({
    code: 1,
    err: expect.stringContaining('never gathered'),
  });
  expect((await coreledger('aws', 'licenses', 'mi-0a1b2c3d4e5f60713')).out).toMatch(
    /: 1 license configurations\n {2}Monitoring agent by instance {2}arn:/,
  );
  expect((await coreledger('aws', 'licenses')).code).toBe(2);
});

it('aws policy prints a policy, and whom it is for beside it', async () => {
  const { code, out, err } = await coreledger('aws', 'policy', '--write', '--role', 'SSMServiceRole');
  expect(code).toBe(0);
  expect(err).toBe('# production: attach to the profile production\n');
  const { Statement } = JSON.parse(out);
  expect(Statement.find(({ Sid }: { Sid: string }) => Sid === 'PassActivationRole').Resource).toEqual([
    'arn:aws:iam::111122223333:role/SSMServiceRole',
  ]);
});

it('activation create prints what to run on the hosts; list and delete follow it', async () => {
  const made = await coreledger(
    ...['activation', 'create', '--role', 'SSMServiceRole', '--limit', '3', '--expires', '2d'],
    ...['--name', 'dc1', '--tag', 'site=berlin'],
  );
  expect(made.code).toBe(0);
  const [, id = ''] = /^activation (\S+) in 111122223333 eu-central-1: 3 hosts until /.exec(made.out) ?? [];
  for (const command of [
    `/tmp/ssm-setup-cli -register -activation-code '`,
    `amazon-ssm-agent -register -code '`,
    `coreledger-agent enroll 'clj1.`,
    'Start-Service AmazonSSMAgent',
    `.\\coreledger-agent.exe enroll 'clj1.`,
  ])
    expect(made.out).toContain(command);
  expect((await coreledger('activation', 'list')).out).toMatch(
    new RegExp(`${id} .*\\b0\\s+3\\s+open\\b.*dc1`),
  );
  expect((await coreledger('activation', 'delete', id)).out).toBe(
    `deleted ${id}; 0 hosts that registered with it stay registered\n`,
  );
  expect((await coreledger('activation', 'list')).out).toBe('No activation.\n');
  expect(await coreledger('activation', 'delete', id)).toMatchObject({ code: 1 });
  for (const wrong of [
    [],
    ['--role', 'a', '--limit', '1001'],
    ['--role', 'a', '--expires', '31d'],
    ['--role', 'a', '--tag', 'x'],
  ])
    expect((await coreledger('activation', 'create', ...wrong)).code).toBe(2);
});

it('what no source reads any more counts until it is forgotten, and the past stays what it was', async () => {
  const file = join(folder, 'coreledger.yaml');
  const before = readFileSync(file, 'utf8');
  const listed = async () => (await coreledger('host', 'list', '--json')).out.match(/"hostId"/g)?.length ?? 0;
  const hosts = await listed();
  expect(hosts).toBeGreaterThan(0);
  expect(await coreledger('aws', 'forget', '111122223333', '--reason', 'r')).toMatchObject({
    code: 1,
    err: expect.stringContaining('the source production reads 111122223333 eu-central-1'),
  });
  const asOf = new Date().toISOString();
  await setTimeout(5);
  try {
    // Renamed, and not asked yet: it may be the same account.
    writeFileSync(file, before.replace('name: production', 'name: renamed'));
    expect(await coreledger('aws', 'forget', '111122223333', '--reason', 'r')).toMatchObject({
      code: 1,
      err: expect.stringContaining('renamed has not said yet'),
    });
    writeFileSync(file, before.slice(0, before.indexOf('aws:')));
    expect((await coreledger('aws', 'sources')).out).toMatch(
      /no source reads 111122223333 eu-central-1 any more: what was read until \S+ still counts; `coreledger aws forget 111122223333` ends that/,
    );
    expect(await listed()).toBe(hosts);
    expect((await coreledger('aws', 'forget', '111122223333')).code).toBe(2);
    expect((await coreledger('aws', 'forget', 'production', '--reason', 'r')).code).toBe(2);
    expect((await coreledger('aws', 'forget', '444455556666', '--reason', 'r')).code).toBe(1);

    const forgotten = await coreledger('aws', 'forget', '111122223333', '--reason', 'the account was closed');
    expect(forgotten.out).toMatch(/^111122223333 eu-central-1: \d+ facts count no more\n$/);
    expect(await listed()).toBe(0);
    expect((await coreledger('aws', 'list', 'managed-instances', '--as-of', asOf)).out).toContain('mi-');
    expect((await coreledger('aws', 'sources')).out).not.toContain('still counts');
    expect((await coreledger('aws', 'forget', '111122223333', '--reason', 'again')).code).toBe(1);
    const database = new Database(join(folder, 'data', DATABASE_NAME), { readonly: true });
    expect(
      database.prepare("SELECT actor, subject, reason FROM audit_entry WHERE action = 'aws.forget'").all(),
    ).toEqual([{ actor: 'cli', subject: 'aws:111122223333 eu-central-1', reason: 'the account was closed' }]);
    database.close();
  } finally {
    writeFileSync(file, before);
  }
  expect((await coreledger('sync')).code).toBe(0);
  expect(await listed()).toBe(hosts);
});
