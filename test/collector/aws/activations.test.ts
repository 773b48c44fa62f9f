import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AWS_PERMISSIONS } from '../../../collector/src/aws/permissions.ts';
import { type Collector, composeCollector } from '../../../collector/src/composition.ts';
import { parseConfig } from '../../../collector/src/config.ts';
import { buildApp } from '../../../collector/src/http/app.ts';
import { createAwsPolicy, type PolicyDocument } from '../../../collector/src/services/aws-policy.ts';
import type { CreatedActivation } from '../../../collector/src/services/manage-activations.ts';
import { sharedCredentials } from '../../support/aws/shared-credentials.ts';
import { type AwsDouble, startAwsDouble } from '../../support/aws-double/start-aws-double.ts';
import { identity, request, testAgent } from '../../support/collector/test-agent.ts';

const FLEET = `
accounts:
  - id: "111122223333"
    accessKeys: [AKIADOUBLE1111222233]
    roles: [{ name: Reader }, { name: Apply }]
    serviceRoles: [SSMServiceRole]
    regions: { eu-central-1: {}, cn-north-1: {} }
`;
const DAY_MS = 86_400_000;
const ROLE = 'arn:aws:iam::111122223333:role';
const source = {
  name: 'main',
  profile: 'production',
  roleArn: `${ROLE}/Reader`,
  externalId: null,
  applyRoleArn: `${ROLE}/Apply`,
  regions: ['eu-central-1'],
  organization: false,
};

let folder: string;
let double: AwsDouble;
let collector: Collector;
let app: Awaited<ReturnType<typeof buildApp>>;
let credentials: ReturnType<typeof sharedCredentials>;
let policies: { reader: PolicyDocument; applying: PolicyDocument };
let log = '';
let admin: { authorization: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-activations-'));
  credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });
  const print = createAwsPolicy({
    sources: [source],
    permissions: AWS_PERMISSIONS,
    aws: { sources: async () => [] },
    usesOf: () => ({ topicArns: [], metricNamespaces: [] }),
  });
  const asked = { assume: false, activationRoles: ['SSMServiceRole', 'Untrusted'] };
  policies = {
    reader: (await print({ ...asked, write: false })).document,
    applying: (await print({ ...asked, write: true })).document,
  };
  double = await startAwsDouble({
    fleet: FLEET,
    policyOf: ({ arn }) =>
      arn.includes('/Apply/') ? policies.applying : arn.includes('/Reader/') ? policies.reader : undefined,
  });
  const text = `dataDir: ${folder}/data\ntls: off\nlogLevel: trace\naws: ${JSON.stringify({
    endpoint: double.url,
    syncEveryMinutes: 0,
    sources: [
      {
        name: 'main',
        profile: 'production',
        roleArn: source.roleArn,
        applyRoleArn: source.applyRoleArn,
        regions: source.regions,
      },
    ],
  })}\n`;
  const logger = pino(
    { level: 'trace' },
    new Writable({
      write(chunk, _encoding, done) {
        log += chunk;
        done();
      },
    }),
  );
  collector = await composeCollector(parseConfig(text, join(folder, 'coreledger.yaml')), logger);
  // However busy this machine is: the first sample of the event loop comes after the tests.
  app = await buildApp({
    services: collector.services,
    version: 'test',
    logger,
    tls: null,
    loopSampleMs: 3_600_000,
  });
  admin = await bearer('admin');
});
beforeEach(() => double.clearFaults());
afterAll(async () => {
  await app.close();
  await collector.close();
  await double.close();
  credentials.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function bearer(role: 'viewer' | 'operator' | 'admin') {
  const { key } = await collector.services.apiKeys.create({ name: role, role, validMs: null, actor: 'test' });
  return { authorization: `Bearer ${key}` };
}

function post(payload: object, headers = admin) {
  return app.inject({ method: 'POST', url: '/v1/activations', headers, payload });
}

async function created(more: object = {}): Promise<CreatedActivation> {
  const answer = await post({ iamRole: 'SSMServiceRole', registrationLimit: 2, ...more });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

async function listed(activationId: string) {
  const answer = await app.inject({ url: '/v1/activations', headers: admin });
  return answer.json().items.find((one: { activationId: string }) => one.activationId === activationId);
}

it('makes one with the role that changes AWS, and tells the hosts how to register and enrol', async () => {
  const made = await created({
    validHours: 48,
    description: 'room 4',
    defaultInstanceName: 'dc1',
    tags: { Environment: 'on-premises' },
    hostPattern: 'db*',
    reason: 'new rack',
  });
  const inAws = double.state.accounts.get('111122223333')?.regions.get('eu-central-1')?.activations;
  expect(inAws?.get(made.activationId)).toMatchObject({
    code: made.activationCode,
    description: 'room 4',
    defaultInstanceName: 'dc1',
    iamRole: 'SSMServiceRole',
    registrationLimit: 2,
    tags: [{ Key: 'Environment', Value: 'on-premises' }],
    expiresAt: Date.parse(String(made.expiresAt)) / 1000,
  });
  const inHours = (Date.parse(String(made.expiresAt)) - Date.now()) / 3_600_000;
  expect(Math.round(inHours)).toBe(48);

  const id = double.register({
    ...registrationIn(made.commands.linux.ssmAgentInstalled),
    computerName: 'db01.corp.example',
  });
  expect(id).toMatch(/^mi-/);
  expect(await listed(made.activationId)).toMatchObject({
    registrations: 1,
    registrationLimit: 2,
    state: 'open',
    tags: { Environment: 'on-premises' },
  });
  double.register({ ...registrationIn(made.commands.windows.ssmAgentInstalled), computerName: 'db02' });
  expect(await listed(made.activationId)).toMatchObject({ registrations: 2, state: 'full' });

  const agent = testAgent();
  const token = /enroll '(clj1\.[^']+)'/.exec(made.commands.linux.coreledgerAgent)?.[1] ?? '';
  const { secret } = JSON.parse(Buffer.from(token.slice('clj1.'.length), 'base64url').toString());
  const body = agent.sign({
    publicKey: agent.publicKey,
    identity: identity({ hostName: 'db01' }),
    agentVersion: '0.1.0',
  });
  const enrolled = await app.inject(request('/v1/agents', body, { authorization: `Bearer ${secret}` }));
  expect(enrolled.statusCode).toBe(201);
  const [join] = await collector.services.tokens.list();
  expect(join).toMatchObject({ tokenId: made.joinToken.tokenId, uses: 1, maxUses: 2, hostPattern: 'db*' });

  const audit = await collector.services.audit.list({
    limit: 10,
    subject: `activation:${made.activationId}`,
  });
  expect(audit.items).toMatchObject([
    {
      action: 'activation.create',
      reason: 'new rack',
      detail: {
        source: 'main',
        account: '111122223333',
        registrationLimit: 2,
        joinToken: made.joinToken.tokenId,
      },
    },
  ]);
});

/** What SSM Agent would be given on its command line: the command is run by a real shell, with programs that print their arguments. */
function registrationIn(command: string) {
  if (command.startsWith('Stop-Service')) {
    const [, activationCode = '', activationId = ''] = /-code '([^']+)' -id '([^']+)'/.exec(command) ?? [];
    return { activationCode, activationId };
  }
  const bin = mkdtempSync(join(tmpdir(), 'coreledger-bin-'));
  writeFileSync(join(bin, 'systemctl'), '#!/bin/sh\n');
  writeFileSync(join(bin, 'amazon-ssm-agent'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  for (const name of readdirSync(bin)) chmodSync(join(bin, name), 0o755);
  const printed = execFileSync('/bin/sh', ['-c', command], { env: { PATH: `${bin}:/usr/bin:/bin` } });
  rmSync(bin, { recursive: true });
  const [, , activationCode = '', , activationId = ''] = printed.toString().split('\n');
  return { activationCode, activationId };
}

it('keeps code and token nowhere: neither in a file nor in a line of the log', async () => {
  const made = await created();
  await listed(made.activationId);
  const { secret } = JSON.parse(
    Buffer.from(made.joinToken.token.slice('clj1.'.length), 'base64url').toString(),
  );
  const files = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
  const kept = [...files, log].join('\n');
  expect(kept).toContain(made.activationId);
  expect(kept).not.toContain(made.activationCode);
  expect(kept).not.toContain(made.joinToken.token);
  expect(kept).not.toContain(secret);
});

it('says what is wrong and what to do', async () => {
  const answers = async (payload: object) => (await post(payload)).json();
  expect(await answers({ iamRole: 'Untrusted' })).toMatchObject({
    code: 'bad-request',
    detail: expect.stringMatching(
      /missing ssm service principal.*Make the role Untrusted in that account, trusted by ssm\.amazonaws\.com/,
    ),
  });
  expect(await answers({ iamRole: 'Admin' })).toMatchObject({
    code: 'aws-denied',
    detail: expect.stringContaining(
      'lack iam:PassRole on the role Admin: `coreledger aws policy --write --role Admin`',
    ),
  });
  expect(await answers({ iamRole: `${ROLE}/SSMServiceRole` })).toMatchObject({
    errors: [{ path: 'iamRole', message: 'is the name of a role (64 characters at most), not its ARN' }],
  });
  expect(await answers({ iamRole: 'SSMServiceRole', validHours: 721 })).toMatchObject({
    code: 'bad-request',
  });
  expect(await answers({ iamRole: 'SSMServiceRole', region: 'eu-west-1' })).toMatchObject({
    detail: 'no AWS source eu-west-1 in the configuration (known: main (eu-central-1))',
  });
  await expect(
    collector.services.activations.create({
      iamRole: 'SSMServiceRole',
      registrationLimit: 1001,
      validMs: 31 * DAY_MS,
      description: null,
      defaultInstanceName: null,
      tags: {},
      hostPattern: null,
      cidrs: ['10.0.0.0/33'],
      actor: 'test',
      reason: null,
    }),
  ).rejects.toMatchObject({
    errors: [
      { path: 'registrationLimit', message: 'is from 1 to 1000 hosts per activation' },
      { path: 'expires', message: 'is within 30 days' },
      { path: 'cidrs', message: 'are address blocks like 10.20.0.0/16' },
    ],
  });
});

it('where the answer was lost, says that an activation may be there whose code nobody has', async () => {
  const before = double.calls.filter(({ operation }) => operation === 'CreateActivation').length;
  double.addFault({ kind: 'hang-up', operation: 'CreateActivation', times: 1 });
  const answer = await post({ iamRole: 'SSMServiceRole' });
  expect(answer.json()).toMatchObject({
    detail: expect.stringContaining('It may have been made all the same'),
  });
  const after = double.calls.filter(({ operation }) => operation === 'CreateActivation').length;
  expect(after - before).toBe(1);
  const audit = await collector.services.audit.list({ limit: 10, subject: 'activation:unknown' });
  expect(audit.items).toMatchObject([{ action: 'activation.create', detail: { iamRole: 'SSMServiceRole' } }]);
});

it('deletes one; its hosts stay', async () => {
  const { activationId, activationCode } = await created();
  const node = double.register({ activationId, activationCode, computerName: 'db03' });
  const url = `/v1/activations/${activationId}`;
  expect((await app.inject({ method: 'DELETE', url, headers: admin })).statusCode).toBe(204);
  expect(await listed(activationId)).toBeUndefined();
  expect(double.state.accounts.get('111122223333')?.regions.get('eu-central-1')?.instances.has(node)).toBe(
    true,
  );
  const again = await app.inject({ method: 'DELETE', url, headers: admin });
  expect(again.json()).toMatchObject({ code: 'not-found', detail: `no activation ${activationId}` });
});

it('is for administrators, its list for operators; a source that cannot be read is named', async () => {
  for (const role of ['viewer', 'operator'] as const)
    expect((await post({ iamRole: 'SSMServiceRole' }, await bearer(role))).statusCode).toBe(403);
  const viewer = await app.inject({ url: '/v1/activations', headers: await bearer('viewer') });
  expect(viewer.statusCode).toBe(403);
  double.addFault({ kind: 'access-denied', operation: 'DescribeActivations' });
  const list = await app.inject({ url: '/v1/activations', headers: await bearer('operator') });
  expect(list.json()).toMatchObject({
    items: [],
    unreachable: [
      { source: 'main', region: 'eu-central-1', error: expect.stringContaining('not authorized') },
    ],
  });
});
