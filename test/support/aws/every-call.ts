import type { AwsNotifier, AwsReader, AwsWriter } from '../../../collector/src/ports/aws.ts';
import { collect } from './test-aws.ts';

/** Calls every method of a reader, with what it gave as arguments. */
export async function readEverything(reader: AwsReader): Promise<void> {
  const instances = await collect(reader.managedInstances());
  for (const type of ['AWS:Application', 'AWS:InstanceDetailedInformation'])
    await collect(reader.inventory(type));
  for (const { instanceId } of instances.slice(0, 1)) await reader.inventoryOf(instanceId, 'AWS:Application');
  await collect(reader.inventoryTypes());
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

/** Calls every method of a writer once; the node given is deregistered. */
export async function changeEverything(writer: AwsWriter, node: { id: string; arn: string }): Promise<void> {
  const { arn } = await writer.createLicenseConfiguration({
    name: 'new',
    countingType: 'vCPU',
    tags: { owner: 'a' },
  });
  await writer.updateLicenseConfiguration(arn, { licenseCount: 100 });
  await writer.tagLicenseConfiguration(arn, { owner: 'b' });
  await writer.associate(node.arn, arn);
  await writer.disassociate(node.arn, arn);
  await writer.deregister(node.id);
  const { activationId } = await writer.createActivation({
    iamRole: 'SSMServiceRole',
    registrationLimit: 1,
    expiresAt: Date.now() + 3_600_000,
    tags: { owner: 'a' },
  });
  await writer.deleteActivation(activationId);
}

export async function notifyEverything(
  notifier: AwsNotifier,
  topicArn: string,
  namespace: string,
): Promise<void> {
  await notifier.publish(topicArn, 'subject', 'message');
  await notifier.putMetrics(namespace, [
    { name: 'Consumption', value: 1, unit: 'Count', dimensions: { License: 'a' }, at: Date.now() },
  ]);
}
