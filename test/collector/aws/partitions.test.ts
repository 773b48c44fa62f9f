import { afterEach, expect, it } from 'vitest';
import { openClients } from '../../../collector/src/aws/clients.ts';
import type { AwsSource } from '../../../collector/src/ports/aws.ts';
import { consoleUrls } from '../../../collector/src/reconciliation/aws-partition.ts';
import { activationCommands } from '../../../collector/src/services/host-commands.ts';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { collect, SOURCES } from '../../support/aws/test-aws.ts';
import { dpkgItem, presentSection } from '../../support/collector/test-agent.ts';

const NODE = 'mi-0a1b2c3d4e5f60711';
const PLACES = [
  { region: 'cn-north-1', partition: 'aws-cn', suffix: 'amazonaws.com.cn', console: 'console.amazonaws.cn' },
  {
    region: 'us-gov-west-1',
    partition: 'aws-us-gov',
    suffix: 'amazonaws.com',
    console: 'console.amazonaws-us-gov.com',
  },
  { region: 'eu-central-1', partition: 'aws', suffix: 'amazonaws.com', console: 'console.aws.amazon.com' },
] as const;

let world: AwsWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

function fleet(region: string): string {
  return `
accounts:
  - id: "111122223333"
    accessKeys: [AKIADOUBLE1111222233]
    roles: [{ name: Reader }]
    regions:
      ${region}:
        instances:
          - id: ${NODE}
            computerName: db01.corp.example
            inventory:
              AWS:InstanceDetailedInformation: { entries: [{ CPUSockets: "2", CPUCores: "16", CPUs: "32" }] }
        licenseConfigurations:
          - id: lic-0123456789abcdef0123456789abcdef
            name: Splunk by vCPU
            countingType: vCPU
            count: 40
            tags: { "coreledger:product": splunk/enterprise, "coreledger:metric": vcpu }
            associated: [${NODE}]
`;
}

it.each(PLACES)(
  '$region: read through a role, matched and compared by ARNs of $partition',
  async ({ region, partition }) => {
    const source: AwsSource = {
      ...SOURCES[0],
      roleArn: `arn:${partition}:iam::111122223333:role/Reader`,
      regions: [region],
    };
    world = await startAwsWorld({ fleet: fleet(region), sources: [source] });
    await world.report(
      'db01',
      { managedInstanceId: NODE, region },
      { software: presentSection([dpkgItem('splunk')]) },
    );
    const { failed, unreachable } = await world.sync();
    expect([failed, unreachable]).toEqual([0, []]);
    const { findings, answer } = await world.reconcile();
    expect(answer.report.positions).toMatchObject([{ owned: 40, onPremises: { total: 32 }, balance: 8 }]);
    const kinds = findings.map(({ kind }) => kind);
    for (const kind of [
      'agent-missing',
      'not-managed-by-ssm',
      'installed-not-associated',
      'associated-not-installed',
    ])
      expect(kinds).not.toContain(kind);
    const reader = await world.aws.reader(source, region);
    const [usage] = await collect(
      reader.usage(
        `arn:${partition}:license-manager:${region}:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef`,
      ),
    );
    expect(usage?.resourceArn).toBe(`arn:${partition}:ssm:${region}:111122223333:managed-instance/${NODE}`);
  },
);

it.each(PLACES)(
  '$region: calls go to its own endpoints, people to its own console',
  async ({ region, suffix, console }) => {
    const clients = openClients(
      { ...SOURCES[0], regions: [region] },
      region,
      {
        endpoint: undefined,
        timeoutMs: 1000,
        retryMode: 'standard',
        maxAttempts: 1,
        now: Date.now,
        retry: { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, sleep: async () => {}, random: () => 0 },
      },
      new AbortController().signal,
    );
    for (const name of ['ssm', 'license', 'sts', 'sns', 'cloudWatch'] as const) {
      const { config } = clients[name];
      const given = { Region: await config.region(), UseFIPS: false, UseDualStack: false };
      const { url } = (config.endpointProvider as (parameters: object) => { url: URL })(given);
      expect(url.hostname).toMatch(
        new RegExp(`${region.replaceAll('-', '\\-')}\\.${suffix.replaceAll('.', '\\.')}$`),
      );
    }
    clients.destroy();
    const urls = consoleUrls(region);
    expect([urls.licenseManager, urls.systemsManager].map((text) => new URL(text).host)).toEqual([
      console,
      console,
    ]);
    const { linux } = activationCommands({ activationId: 'a', activationCode: 'b', region, joinToken: 'c' });
    expect(linux.ssmAgent).toContain(`https://amazon-ssm-${region}.s3.${region}.${suffix}/latest/`);
  },
);
