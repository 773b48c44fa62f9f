import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookOnce, reportSplunkHost, splunkLicense } from '../../support/alerts/splunk-host.ts';
import { sharedCredentials } from '../../support/aws/shared-credentials.ts';
import { type AwsDouble, type Exchange, startAwsDouble } from '../../support/aws-double/start-aws-double.ts';
import { exchangeValidator } from '../../support/aws-models/validate-exchange.ts';
import { type CollectorProgram, collectorProgram, kill } from '../../support/collector/collector-program.ts';
import { describeWithPackages } from '../../support/debian-package.ts';

const FLEET = new URL('../../support/aws-double/fleets/two-accounts.yaml', import.meta.url);
const DOCS = new URL('../../../docs/alerts.md', import.meta.url);
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:licences';

let double: AwsDouble;
let program: CollectorProgram;
const exchanges: Exchange[] = [];
const credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });
beforeAll(async () => {
  double = await startAwsDouble({
    fleet: readFileSync(FLEET, 'utf8'),
    onExchange: (one) => exchanges.push(one),
  });
  program = collectorProgram(
    `licenses: licenses.yaml
aws: { endpoint: '${double.url}', syncEveryMinutes: 0, sources: [{ name: main, profile: production, regions: [eu-central-1] }] }
alerts:
  targets: [{ name: topic, type: sns, source: main, region: eu-central-1, topicArn: '${TOPIC}' }]
  cloudWatch: { source: main, region: eu-central-1 }
`,
    {
      files: { 'licenses.yaml': splunkLicense(20) },
      env: { AWS_SHARED_CREDENTIALS_FILE: credentials.file, AWS_EC2_METADATA_DISABLED: 'true' },
    },
  );
});
afterAll(async () => {
  program.remove();
  credentials.remove();
  await double.close();
});

interface Metric {
  readonly MetricName: string;
  readonly Value: number;
  readonly Unit: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

describe('a served collector', () => {
  it('publishes a crossing to SNS and the figures to CloudWatch', async () => {
    const { child, url } = await program.serve();
    await reportSplunkHost(program, url);
    await kill(child);
    double.state.metrics.splice(0);
    await lookOnce(program);
    expect(double.state.published).toMatchObject([
      { topic: TOPIC, subject: 'Coreledger alert: Splunk: 16 of 20 owned are consumed (threshold 80 %)' },
    ]);
    const metrics = double.state.metrics.flatMap(({ data }) => data as Metric[]);
    expect(
      metrics.map(({ MetricName, Value, Unit, Dimensions }) => [MetricName, Value, Unit, Dimensions]),
    ).toEqual(
      [
        ['Consumption', 16, 'Count'],
        ['Entitlement', 20, 'Count'],
        ['Utilization', 80, 'Percent'],
        ['Completeness', 100, 'Percent'],
      ].map((figures) => [...figures, [{ Name: 'License', Value: 'splunk' }]]),
    );
    expect(double.state.metrics[0]?.namespace).toBe('Coreledger');
  }, 240_000);
});

await describeWithPackages('with awscli', ['awscli', 'python3-botocore'], () => {
  it('the alarm of the docs is taken as it stands, and watches a metric that is sent', async () => {
    const [, command = ''] =
      /```sh\n(aws cloudwatch put-metric-alarm[\s\S]*?)```/.exec(readFileSync(DOCS, 'utf8')) ?? [];
    await promisify(execFile)(
      '/bin/sh',
      ['-c', command.replace(/^aws /, `aws --endpoint-url ${double.url} `)],
      {
        env: {
          PATH: '/usr/bin:/bin',
          HOME: '/nonexistent',
          AWS_ACCESS_KEY_ID: 'AKIADOUBLE1111222233',
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: 'eu-central-1',
        },
      },
    );
    const alarm = exchanges.find(({ operation }) => operation === 'PutMetricAlarm')?.input as Metric & {
      Namespace: string;
    };
    expect([alarm.Namespace, alarm.Dimensions.map(({ Name }) => Name)]).toEqual(['Coreledger', ['License']]);
    const sent = double.state.metrics
      .flatMap(({ data }) => data as Metric[])
      .map(({ MetricName }) => MetricName);
    expect(sent).toContain(alarm.MetricName);
  });

  it('requests to SNS and CloudWatch are as the service models say', () => {
    const validate = exchangeValidator();
    const ours = exchanges.filter(
      ({ operation }) => operation === 'Publish' || operation === 'PutMetricData',
    );
    expect(ours.length).toBeGreaterThan(1);
    expect(ours.flatMap((exchange) => validate(exchange).faults)).toEqual([]);
  });
});
