import { expect, it } from 'vitest';
import { AWS_PERMISSIONS } from '../../collector/src/aws/permissions.ts';
import { changeEverything, notifyEverything, readEverything } from '../support/aws/every-call.ts';
import { collect, SOURCES, startTestAws } from '../support/aws/test-aws.ts';
import type { Exchange } from '../support/aws-double/start-aws-double.ts';
import { exchangeValidator } from '../support/aws-models/validate-exchange.ts';
import { describeWithPackages } from '../support/debian-package.ts';

await describeWithPackages('requests of the adapters', ['python3-botocore'], () => {
  it('are as the service models say, for everything that is read, changed and sent', async () => {
    const exchanges: Exchange[] = [];
    const test = await startTestAws({ pageLimit: 2, onExchange: (exchange) => exchanges.push(exchange) });
    for (const source of SOURCES) {
      await readEverything(await test.aws.reader(source, source.regions[0] ?? ''));
    }
    const [source] = SOURCES;
    const [region = ''] = source.regions;
    const [node] = await collect((await test.aws.reader(source, region)).resources());
    await changeEverything(await test.aws.writer(source, region), {
      id: node?.resourceId ?? '',
      arn: node?.resourceArn ?? '',
    });
    await notifyEverything(test.aws.notifier(source, region), 'arn:aws:sns:eu-central-1:111122223333:a', 'B');
    await test.close();
    const validate = exchangeValidator();
    expect(exchanges.flatMap((exchange) => validate(exchange).faults)).toEqual([]);
    const asked = new Set(exchanges.map(({ operation }) => operation));
    const permitted = Object.keys(AWS_PERMISSIONS).map((name) => name.slice(name.indexOf(':') + 1));
    const never = permitted.filter((name) => !asked.has(name));
    // Needs organization integration, which this fleet has not.
    expect(never).toEqual(['ListLicenseConfigurationsForOrganization']);
  });
});
