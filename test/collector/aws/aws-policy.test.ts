import { afterEach, describe, expect, it } from 'vitest';
import { AWS_PERMISSIONS } from '../../../collector/src/aws/permissions.ts';
import type { AwsSource } from '../../../collector/src/ports/aws.ts';
import { createAwsPolicy, type PolicyRequest } from '../../../collector/src/services/aws-policy.ts';
import { changeEverything, notifyEverything, readEverything } from '../../support/aws/every-call.ts';
import { collect, SOURCES, startTestAws, type TestAws } from '../../support/aws/test-aws.ts';
import { demands, type IamPolicy } from '../../support/aws-double/authorize.ts';
import type { Caller } from '../../support/aws-double/caller.ts';
import { sourceFiles } from '../../support/source-tree.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:license-alerts';
const ALL: AwsSource = { ...SOURCES[0], organization: true };
const [, BY_ROLE] = SOURCES;
const APPLY_ROLE = 'arn:aws:iam::444455556666:role/CoreledgerApply';

let test: TestAws | undefined;
afterEach(async () => {
  await test?.close();
  test = undefined;
});

async function policy(source: AwsSource | readonly AwsSource[], request: Partial<PolicyRequest> = {}) {
  const print = createAwsPolicy({
    sources: [source].flat(),
    permissions: AWS_PERMISSIONS,
    aws: { sources: async () => [] },
    usesOf: () => ({ topicArns: [TOPIC], metricNamespaces: ['Coreledger'] }),
  });
  return print({ write: false, assume: false, activationRoles: [], ...request });
}

const actionsOf = ({ Statement }: IamPolicy) => Statement.flatMap(({ Action }) => Action).sort();

describe('the table of operations', () => {
  const CLIENTS: Readonly<Record<string, string>> = {
    'client-ssm': 'ssm',
    'client-license-manager': 'license-manager',
    'client-sts': 'sts',
    'client-sns': 'sns',
    'client-cloudwatch': 'cloudwatch',
  };

  it('has what the adapters can call, and nothing else', () => {
    const files = sourceFiles('collector/src');
    const called = files.flatMap(({ code }) =>
      [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/([a-z-]+)'/g)].flatMap(
        ([, names = '', client = '']) => {
          if (client === 'credential-providers')
            return names.includes('fromTemporaryCredentials') ? ['sts:AssumeRole'] : [];
          const operations = [...names.matchAll(/(?<!type )\b(\w+)Command\b/g)].map(([, name]) => name);
          return operations.map((operation) => `${CLIENTS[client] ?? client}:${operation}`);
        },
      ),
    );
    expect(called.length).toBeGreaterThan(20);
    expect([...new Set(called)].sort()).toEqual(Object.keys(AWS_PERMISSIONS).sort());
  });

  it('asks for the action of the operation\u2019s own name, and for more where AWS does', () => {
    const more = Object.entries(AWS_PERMISSIONS).flatMap(([operation, permissions]) => {
      const actions = permissions.map(({ action }) => action);
      if (operation === 'sts:GetCallerIdentity') return actions;
      expect(actions, operation).toContain(operation);
      return actions.filter((action) => action !== operation);
    });
    expect(more.sort()).toEqual(['iam:PassRole', 'license-manager:TagResource', 'ssm:AddTagsToResource']);
  });
});

describe('a printed policy', () => {
  it('allows what every call of the adapters demands of IAM, and no other action', async () => {
    test = await startTestAws();
    const [region = ''] = ALL.regions;
    test.double.state.accounts.get('111122223333')?.regions.get(region)?.configurations.clear();
    const settings = test.double.state.accounts.get('111122223333')?.regions.get(region)?.settings;
    if (settings) settings.organization = true;
    const reader = await test.aws.reader(ALL, region);
    const [node] = await collect(reader.resources());
    await changeEverything(await test.aws.writer(ALL, region), {
      id: node?.resourceId ?? '',
      arn: node?.resourceArn ?? '',
    });
    await readEverything(reader);
    await collect(reader.organizationLicenseConfigurations());
    await notifyEverything(test.aws.notifier(ALL, region), TOPIC, 'Coreledger');
    const demanded = test.double.calls.flatMap((call) =>
      demands(call, call.operation, call.input).map(({ action }) => action),
    );
    const { document } = await policy(ALL, { write: true });
    expect([...new Set(demanded)].sort()).toEqual(actionsOf(document));
  });

  it('is enough to read with, and denies every change', async () => {
    const { document } = await policy(ALL);
    const [region = ''] = ALL.regions;
    test = await startTestAws({ policyOf: () => document });
    const reader = await test.aws.reader(ALL, region);
    await readEverything(reader);
    await notifyEverything(test.aws.notifier(ALL, region), TOPIC, 'Coreledger');
    const writer = await test.aws.writer(ALL, region);
    await expect(
      writer.createLicenseConfiguration({ name: 'a', countingType: 'vCPU' }),
    ).rejects.toMatchObject({
      code: 'aws-denied',
      message: expect.stringContaining(
        'not authorized to perform: license-manager:CreateLicenseConfiguration',
      ),
    });
    await expect(writer.deregister('mi-0a1b2c3d4e5f60711')).rejects.toMatchObject({ code: 'aws-denied' });
    const elsewhere = test.aws.reader(ALL, 'eu-west-1');
    await expect(elsewhere.then((other) => other.serviceSettings())).rejects.toMatchObject({
      code: 'aws-denied',
    });
    await expect(
      notifyEverything(test.aws.notifier(ALL, region), TOPIC, 'AnotherNamespace'),
    ).rejects.toMatchObject({ code: 'aws-denied' });
  });

  it('with --write is enough to change with, for the activation role named and no other', async () => {
    const { document } = await policy(ALL, { write: true, activationRoles: ['SSMServiceRole'] });
    const [region = ''] = ALL.regions;
    test = await startTestAws({ policyOf: () => document });
    const [node] = await collect((await test.aws.reader(ALL, region)).resources());
    const writer = await test.aws.writer(ALL, region);
    await changeEverything(writer, { id: node?.resourceId ?? '', arn: node?.resourceArn ?? '' });
    const other = { iamRole: 'Admin', registrationLimit: 1, expiresAt: Date.now() + 60_000, tags: {} };
    await expect(writer.createActivation(other)).rejects.toMatchObject({
      code: 'aws-denied',
      message: expect.stringContaining('iam:PassRole on resource: arn:aws:iam::111122223333:role/Admin'),
    });
  });

  it('divides the work between the credentials that assume and the role they assume', async () => {
    const source = { ...BY_ROLE, applyRoleArn: APPLY_ROLE };
    const [base, role, applying] = [
      await policy(source, { assume: true }),
      await policy(source),
      await policy(source, { write: true }),
    ];
    expect(actionsOf(base.document)).toEqual(['sts:AssumeRole']);
    expect(base.document.Statement[0]?.Resource).toEqual([APPLY_ROLE, BY_ROLE.roleArn]);
    expect(base.principals).toEqual([{ source: 'branch', principal: 'the profile production' }]);
    expect(role.principals).toEqual([{ source: 'branch', principal: BY_ROLE.roleArn }]);
    expect(applying.principals).toEqual([{ source: 'branch', principal: APPLY_ROLE }]);
    expect(actionsOf(applying.document)).not.toContain('ssm:GetInventory');
    test = await startTestAws({ policyOf: byPrincipal });
    function byPrincipal({ arn }: Caller): IamPolicy {
      if (arn.includes(':user/')) return base.document;
      return arn.includes('/CoreledgerApply/') ? applying.document : role.document;
    }
    await readEverything(await test.aws.reader(source, 'eu-west-1'));
  });

  it.each([
    ['cn-north-1', 'arn:aws-cn'],
    ['us-gov-west-1', 'arn:aws-us-gov'],
    ['eu-central-1', 'arn:aws'],
  ])('for %s names resources of %s', async (region, start) => {
    const source = { ...SOURCES[0], regions: [region] };
    const { document } = await policy(source, { write: true });
    const arns = document.Statement.flatMap(({ Sid, Resource }) =>
      Resource === '*' || Sid === 'PublishAlerts' ? [] : Resource,
    );
    expect(arns).toEqual([
      `${start}:license-manager:${region}:*:license-configuration:*`,
      `${start}:ssm:${region}:*:managed-instance/*`,
      `${start}:iam::*:role/*`,
    ]);
  });

  it('is of one partition', async () => {
    const gov = { ...SOURCES[0], name: 'gov', regions: ['us-gov-west-1'] };
    await expect(policy([SOURCES[0], gov])).rejects.toMatchObject({
      code: 'bad-request',
      message: 'the sources are in aws and aws-us-gov, and a policy is of one partition: name a source',
    });
    expect((await policy([SOURCES[0], gov], { source: 'gov' })).principals).toHaveLength(1);
    await expect(policy([gov], { source: 'no' })).rejects.toThrow('no AWS source no in the configuration');
    await expect(policy([])).rejects.toThrow('add aws.sources to the configuration');
  });
});
