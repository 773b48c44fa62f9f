import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sdkAws } from '../../../collector/src/aws/sdk-aws.ts';
import type { AwsReader } from '../../../collector/src/ports/aws.ts';
import { collect, SOURCES, startTestAws, type TestAws } from '../../support/aws/test-aws.ts';

const CONFIGURATION =
  'arn:aws:license-manager:eu-central-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef';
let test: TestAws;
let reader: AwsReader;

beforeEach(async () => {
  test = await startTestAws({ pageLimit: 2 });
  reader = await test.aws.reader(SOURCES[0], 'eu-central-1');
});
afterEach(() => test.close());

function callsOf(operation: string): number {
  return test.double.calls.filter((call) => call.operation === operation).length;
}

describe('reading', () => {
  it('follows pages, leaves out EC2 own nodes, and tells hybrid from other clouds', async () => {
    const found = await collect(reader.managedInstances());
    expect(found.map(({ instanceId, origin }) => [instanceId.slice(-2), origin])).toEqual([
      ['11', 'hybrid'],
      ['12', 'hybrid'],
      ['13', 'hybrid'],
      ['14', 'hybrid'],
      ['15', 'azure'],
    ]);
    expect(callsOf('DescribeInstanceInformation')).toBe(3);
  });

  it('keeps empty numbers as the strings they are, and has no item for a node without the type', async () => {
    const items = await collect(reader.inventory('AWS:InstanceDetailedInformation'));
    expect(items.map(({ instanceId, entries }) => [instanceId.slice(-2), entries[0]?.CPUSockets])).toEqual([
      ['11', '2'],
      ['12', '2'],
      ['14', ''],
    ]);
  });

  it('tells a list that is empty from a type that is missing', async () => {
    const items = await collect(reader.inventory('AWS:Application'));
    expect(items.map(({ instanceId, entries }) => [instanceId.slice(-2), entries.length])).toEqual([
      ['11', 2],
      ['12', 1],
      ['14', 0],
    ]);
  });

  it('reads entries of one node page by page, to the empty token', async () => {
    const read = await reader.inventoryOf('mi-0a1b2c3d4e5f60711', 'AWS:Application');
    expect(read).toMatchObject({
      entries: { length: 2 },
      capturedAt: expect.any(Number),
      schemaVersion: '1.1',
    });
    expect(callsOf('ListInventoryEntries')).toBe(1);
    expect(await reader.inventoryOf('mi-0a1b2c3d4e5f60711', 'Custom:Never')).toMatchObject({
      entries: [],
      capturedAt: null,
    });
    await expect(reader.inventoryOf('mi-00000000000000000', 'AWS:Application')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('reads license configurations, usage, associations, failures and specifications', async () => {
    const configurations = await collect(reader.licenseConfigurations());
    expect(configurations.map(({ countingType, consumed }) => [countingType, consumed])).toEqual([
      ['vCPU', 36],
      ['Core', 0],
      ['Instance', 3],
    ]);
    expect(configurations[0]).toMatchObject({ tags: null, expiresAt: null, hardLimit: false });
    expect((await reader.licenseConfiguration(CONFIGURATION)).tags).toEqual({
      'coreledger:product': 'sql-server',
      'coreledger:edition': 'standard',
    });
    const usage = await collect(reader.usage(CONFIGURATION));
    expect(usage.map(({ resourceType, consumed }) => [resourceType, consumed])).toEqual([
      ['SYSTEMS_MANAGER_MANAGED_INSTANCE', 32],
      ['EC2_INSTANCE', 4],
    ]);
    expect(await collect(reader.associations(CONFIGURATION))).toHaveLength(2);
    expect(await collect(reader.failures(CONFIGURATION))).toMatchObject([
      { message: 'Resource ARN is invalid' },
    ]);
    const node = usage[0]?.resourceArn ?? '';
    expect(await collect(reader.specifications(node))).toHaveLength(2);
  });

  it('reads what else License Manager offers', async () => {
    expect(await collect(reader.resources())).toHaveLength(6);
    expect(await reader.serviceSettings()).toMatchObject({ crossAccountDiscovery: false });
    expect(await collect(reader.receivedLicenses())).toMatchObject([
      { issuer: 'Example Software Inc.', entitlements: [{ name: 'Nodes', maxCount: 50, unit: 'Count' }] },
    ]);
    expect(await collect(reader.receivedGrants())).toHaveLength(1);
    expect(await collect(reader.reportGenerators())).toEqual([]);
  });

  it('passes over an empty page that has a token', async () => {
    test.double.addFault({ kind: 'empty-page', operation: 'DescribeInstanceInformation', times: 1 });
    expect(await collect(reader.managedInstances())).toHaveLength(5);
  });

  it('does not follow a token that never moves on', async () => {
    test.double.addFault({ kind: 'repeat-token', operation: 'GetInventory' });
    await expect(collect(reader.inventory('AWS:Application'))).rejects.toMatchObject({
      code: 'aws-unavailable',
      message: expect.stringContaining('token twice'),
    });
  });
});

describe('accounts', () => {
  it('assumes a role with its external id', async () => {
    const branch = await test.aws.reader(SOURCES[1], 'eu-west-1');
    expect(branch.scope).toEqual({ account: '444455556666', region: 'eu-west-1' });
    expect(await collect(branch.managedInstances())).toHaveLength(1);
  });

  it('says that a role with a wrong external id is denied', async () => {
    const wrong = { ...SOURCES[1], name: 'wrong', externalId: 'guess' };
    await expect(test.aws.reader(wrong, 'eu-west-1')).rejects.toMatchObject({ code: 'aws-denied' });
  });

  it('reads shared credentials again, in the same client, once they have lived their time', async () => {
    const old = Date.now() - 3_600_000;
    const aged = sdkAws(SOURCES, { ...test.sdk, now: () => old });
    expect((await aged.reader(SOURCES[0], 'eu-central-1')).scope.account).toBe('111122223333');
    test.credentials.write({ production: '444455556666' });
    expect((await aged.reader(SOURCES[0], 'eu-central-1')).scope.account).toBe('444455556666');
    aged.close();
  });
});

describe('failures', () => {
  it.each(['throttle', 'throttle-429'] as const)('tries License Manager again after %s', async (kind) => {
    test.double.addFault({ kind, operation: 'ListLicenseConfigurations', times: 3 });
    expect(await collect(reader.licenseConfigurations())).toHaveLength(3);
  });

  it('gives up when throttling does not end', async () => {
    test.double.addFault({ kind: 'throttle', operation: 'ListLicenseConfigurations' });
    await expect(collect(reader.licenseConfigurations())).rejects.toMatchObject({ code: 'aws-unavailable' });
    expect(callsOf('ListLicenseConfigurations')).toBe(4);
  });

  it.each(['silence', 'stall'] as const)('does not wait for ever: %s', async (kind) => {
    const hasty = sdkAws(SOURCES, { ...test.sdk, timeoutMs: 300 });
    const hastyReader = await hasty.reader(SOURCES[0], 'eu-central-1');
    test.double.addFault({ kind, operation: 'DescribeInstanceInformation' });
    await expect(collect(hastyReader.managedInstances())).rejects.toMatchObject({ code: 'aws-unavailable' });
    test.double.addFault({ kind, operation: 'AssumeRole' });
    await expect(hasty.reader(SOURCES[1], 'eu-west-1')).rejects.toThrow();
    hasty.close();
  });

  it('reads an answer again that was cut off', async () => {
    test.double.addFault({ kind: 'truncate', operation: 'GetInventory', times: 2 });
    expect(await collect(reader.inventory('AWS:Application'))).toHaveLength(3);
  });

  it.each([
    ['access-denied', 'aws-denied'],
    ['not-authorized', 'aws-denied'],
    ['expired-token', 'aws-denied'],
    ['server-error', 'aws-unavailable'],
    ['truncate', 'aws-unavailable'],
    ['hang-up', 'aws-unavailable'],
  ] as const)('%s is %s', async (kind, code) => {
    test.double.addFault({ kind, operation: 'GetInventory' });
    await expect(collect(reader.inventory('AWS:Application'))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('ssm:GetInventory'),
    });
  });
});
