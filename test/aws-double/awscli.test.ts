import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsCliSession } from '../support/aws/awscli-session.ts';
import { type AwsDouble, startAwsDouble } from '../support/aws-double/start-aws-double.ts';
import { exchangeValidator } from '../support/aws-models/validate-exchange.ts';
import { describeWithPackages } from '../support/debian-package.ts';

const fleet = new URL('../support/aws-double/fleets/two-accounts.yaml', import.meta.url);

await describeWithPackages('awscli reads the double', ['awscli', 'python3-botocore'], () => {
  let double: AwsDouble;

  beforeAll(async () => {
    double = await startAwsDouble({ fleet: readFileSync(fleet, 'utf8'), pageLimit: 5 });
  });
  afterAll(() => double.close());

  async function aws(accessKey: string, ...args: string[]): Promise<unknown> {
    const session = awsCliSession({ endpoint: double.url, accessKey, region: 'eu-central-1' });
    try {
      return await session.json(...args);
    } finally {
      session.close();
    }
  }

  it('knows its account by the access key', async () => {
    expect(await aws('AKIADOUBLE4444555566', 'sts', 'get-caller-identity')).toMatchObject({
      Account: '444455556666',
    });
  });

  it('pages through instances with its own paginator', async () => {
    const answer = await aws('111122223333', 'ssm', 'describe-instance-information', '--page-size', '5');
    expect(answer).toMatchObject({ InstanceInformationList: { length: 6 } });
  });

  it('reads inventory and license configurations', async () => {
    const inventory = await aws(
      '111122223333',
      ...['ssm', 'get-inventory', '--result-attributes', 'TypeName=AWS:InstanceDetailedInformation'],
    );
    expect(JSON.stringify(inventory)).toContain('"CPUSockets":"2"');
    const listed = await aws('111122223333', 'license-manager', 'list-license-configurations');
    expect(listed).toMatchObject({ LicenseConfigurations: [{ ConsumedLicenses: 36 }, {}, {}] });
  });

  it('sends and gets what its models know, throughout', () => {
    const validate = exchangeValidator();
    expect(double.calls.flatMap((call) => validate(call).faults)).toEqual([]);
    expect(double.calls.length).toBeGreaterThanOrEqual(5);
  });
});
