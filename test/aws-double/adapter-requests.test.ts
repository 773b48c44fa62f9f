import { expect, it } from 'vitest';
import { collect, SOURCES, startTestAws } from '../support/aws/test-aws.ts';
import type { Exchange } from '../support/aws-double/start-aws-double.ts';
import { exchangeValidator } from '../support/aws-models/validate-exchange.ts';
import { describeWithPackages } from '../support/debian-package.ts';

await describeWithPackages('requests of the adapters', ['python3-botocore'], () => {
  it('are as the service models say, for everything that is read', async () => {
    const exchanges: Exchange[] = [];
    const test = await startTestAws({ pageLimit: 2, onExchange: (exchange) => exchanges.push(exchange) });
    for (const source of SOURCES) {
      const reader = await test.aws.reader(source, source.regions[0] ?? '');
      const instances = await collect(reader.managedInstances());
      for (const type of ['AWS:Application', 'AWS:InstanceDetailedInformation'])
        await collect(reader.inventory(type));
      for (const { instanceId } of instances.slice(0, 1))
        await collect(reader.inventoryEntries(instanceId, 'AWS:Application'));
      for (const { arn } of await collect(reader.licenseConfigurations())) {
        await reader.licenseConfiguration(arn);
        await collect(reader.usage(arn));
        await collect(reader.associations(arn));
        await collect(reader.failures(arn));
      }
      for (const { resourceArn } of await collect(reader.resources()))
        if (resourceArn) await collect(reader.specifications(resourceArn));
      await reader.serviceSettings();
      await collect(reader.reportGenerators());
      await collect(reader.receivedLicenses());
      await collect(reader.receivedGrants());
      await collect(reader.activations());
    }
    await test.close();
    const validate = exchangeValidator();
    expect(exchanges.flatMap((exchange) => validate(exchange).faults)).toEqual([]);
    const asked = new Set(exchanges.map(({ operation }) => operation));
    for (const operation of [
      'DescribeInstanceInformation',
      'GetInventory',
      'ListLicenseConfigurations',
      'GetLicenseConfiguration',
      'ListUsageForLicenseConfiguration',
      'ListAssociationsForLicenseConfiguration',
    ])
      expect(asked).toContain(operation);
  });
});
