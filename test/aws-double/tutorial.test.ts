import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsWorld, startAwsWorld } from '../support/aws/aws-world.ts';
import { type AwsCliOutcome, type AwsCliSession, awsCliSession } from '../support/aws/awscli-session.ts';
import { SOURCES } from '../support/aws/test-aws.ts';
import { exchangeValidator } from '../support/aws-models/validate-exchange.ts';
import { describeWithPackages } from '../support/debian-package.ts';

const TUTORIAL = fileURLToPath(new URL('../fixtures/aws-tutorial/', import.meta.url));
const ACCOUNT = '123456789012';
const GIVEN = 'arn:aws:license-manager:us-east-1:123456789:license-configuration/lic-abc123';
/** What the tutorial takes for granted: a configuration of that ARN, with something to show. */
const FLEET = `
accounts:
  - id: "${ACCOUNT}"
    accessKeys: [AKIADOUBLE1111222233]
    regions:
      us-east-1:
        licenseConfigurations:
          - id: lic-abc123
            arn: ${GIVEN}
            name: Windows of old
            countingType: Core
            count: 200
            resources:
              - { arn: "arn:aws:ec2:us-east-1:${ACCOUNT}:dedicated-host/h-1", type: EC2_HOST, consumed: 210 }
        receivedLicenses:
          - id: 6a5f4e3d2c1b0a9f8e7d6c5b4a392817
            name: Example Backup
            product: Example Backup
            issuer: Example Software Inc.
            begins: "2026-01-01T00:00:00Z"
            entitlements: [{ name: Nodes, max: 50, unit: Count }]
`;
const run = promisify(execFile);

/** The commands as a shell splits them: `aws` is a function that prints its arguments. */
function commandsOf(script: string): string[][] {
  const print = "aws() { printf '%s\\0' \"$@\"; printf '\\1\\0'; }\n";
  const printed = execFileSync('/bin/bash', ['-c', print + script]).toString();
  return printed
    .split('\u0001\0')
    .filter((text) => text !== '')
    .map((text) => text.split('\0').slice(0, -1));
}

await describeWithPackages('the tutorial, unchanged', ['awscli', 'python3-botocore', 'python3-boto3'], () => {
  let world: AwsWorld;
  let session: AwsCliSession;
  const outcomes: { readonly args: string[]; readonly outcome: AwsCliOutcome }[] = [];

  beforeAll(async () => {
    world = await startAwsWorld({ fleet: FLEET, sources: [{ ...SOURCES[0], regions: ['us-east-1'] }] });
    session = awsCliSession({ endpoint: world.double.url, accessKey: ACCOUNT, region: 'us-east-1' });
    for (const args of commandsOf(readFileSync(`${TUTORIAL}commands.sh`, 'utf8')))
      outcomes.push({ args, outcome: await session.run(args) });
  });
  afterAll(async () => {
    session.close();
    await world.close();
  });

  const outputOf = (...words: string[]) =>
    outcomes
      .filter(({ args }) => words.every((word) => args.includes(word)))
      .map(({ outcome }) => outcome.out);

  it('runs command by command; launch templates alone are not of these services', () => {
    expect(outcomes).toHaveLength(14);
    const failed = outcomes.filter(({ outcome }) => outcome.code !== 0);
    expect(failed.map(({ args, outcome }) => [args.slice(0, 2).join(' '), outcome.err.trim()])).toEqual([
      ['ec2 create-launch-template', expect.stringContaining('no service ec2 here')],
    ]);
  });

  it('answers as the tutorial says it would', () => {
    expect(outputOf('get-license-configuration').map((text) => JSON.parse(text))).toEqual([
      { Name: 'Windows of old', ConsumedLicenses: 210, LicenseCount: 200, Status: 'AVAILABLE' },
    ]);
    const [table = ''] = outputOf('list-license-configurations');
    for (const row of [
      /Windows Server 2022 Datacenter\s*\|\s*256\s*\|\s*Core\s*\|\s*0/,
      /Windows of old\s*\|\s*200\s*\|\s*Core\s*\|\s*210/,
    ])
      expect(table).toMatch(row);
    expect(outputOf('list-usage-for-license-configuration')[0]).toContain('EC2_HOST');
    expect(outputOf('list-received-licenses')[0]).toMatch(/Example Software Inc\.\s*\|\s*Example Backup/);
    expect(JSON.parse(outputOf('create-activation')[0] ?? '')).toMatchObject({
      ActivationId: expect.any(String),
      ActivationCode: expect.any(String),
    });
  });

  it('its script warns of what is at 80 % and beyond, over SNS', async () => {
    const driver =
      'import sys, boto3; make = boto3.client; boto3.client = lambda name: make(name, endpoint_url=sys.argv[2]); exec(open(sys.argv[1]).read())';
    const { stdout } = await run(
      '/usr/bin/python3',
      ['-c', driver, `${TUTORIAL}check-usage.py`, world.double.url],
      {
        env: {
          PATH: '/usr/bin:/bin',
          AWS_ACCESS_KEY_ID: ACCOUNT,
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: 'us-east-1',
        },
      },
    );
    expect(stdout).toContain('Windows of old: 210/256 (82.0%)');
    expect(world.double.state.published).toEqual([
      {
        topic: 'arn:aws:sns:us-east-1:123456789:license-alerts',
        subject: 'License Utilization Warning',
        message: 'License utilization alerts:\n\n- Windows of old: 210/256 (82.0%)\n',
      },
    ]);
  });

  it('leaves what the collector reads, with its rules reported and put right', async () => {
    const { complete, failed, unreachable } = await world.sync();
    expect([failed, unreachable]).toEqual([0, []]);
    expect(complete).toBeGreaterThan(20);
    const { findings, answer } = await world.reconcile();
    const of = (name: string) => answer.report.positions.find(({ license }) => license.name === name);
    expect(of('Oracle Database Enterprise')).toMatchObject({ owned: 32, consumedInAws: 0 });
    expect(of('Windows of old')?.consumedInAws).toBe(210);
    const unknown = findings.filter(({ kind }) => kind === 'rule-unrecognized');
    expect(unknown.map(({ summary }) => summary).sort()).toEqual([
      'SQL Server 2022 Standard: the rule licenseAffinityToHost#14d is not understood; did you mean #licenseAffinityToHost=14?',
      'Windows Server 2022 Datacenter: the rule allowedTenancies#EC2-DedicatedHost is not understood; did you mean #allowedTenancy=EC2-DedicatedHost?',
      'Windows of old: the rule allowedInstanceTypes#m5.xlarge#m5.2xlarge#r5.xlarge is not understood',
      'Windows of old: the rule allowedTenancies#EC2-DedicatedHost is not understood; did you mean #allowedTenancy=EC2-DedicatedHost?',
    ]);
  });

  it('sends and gets what the service models know', () => {
    const validate = exchangeValidator();
    const faults = world.double.calls.flatMap((call) => validate(call).faults);
    expect(faults).toEqual([]);
  });
});
