import {
  CreateLicenseConfigurationCommand,
  TagResourceCommand,
  UpdateLicenseConfigurationCommand,
  UpdateLicenseSpecificationsForResourceCommand,
} from '@aws-sdk/client-license-manager';
import {
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
} from '@aws-sdk/client-ssm';
import { AppError } from '../errors.ts';
import type { AwsWriter } from '../ports/aws.ts';
import type { AwsScope } from '../reconciliation/aws-facts.ts';
import type {
  LicenseConfigurationChange,
  WantedProducts,
} from '../reconciliation/plan/wanted-configuration.ts';
import { callAws, type RetryPolicy, SAFE_TO_SEND_AGAIN } from './call.ts';
import type { Clients } from './clients.ts';
import type { AwsOperation } from './permissions.ts';

/**
 * Every call here changes AWS, and is sent once: where its answer was lost, the change may be made, and sending it again could
 * make it twice. Give it clients that do not retry.
 */
export function sdkWriter({ ssm, license }: Clients, scope: AwsScope, retry: RetryPolicy): AwsWriter {
  const call = <Answer>(operation: AwsOperation, send: () => Promise<Answer>): Promise<Answer> =>
    callAws(operation, send, retry, SAFE_TO_SEND_AGAIN);
  return {
    scope,
    async createLicenseConfiguration(wanted) {
      const command = new CreateLicenseConfigurationCommand({
        Name: wanted.name,
        LicenseCountingType: wanted.countingType,
        ...changeable(wanted),
        ...(wanted.tags !== undefined && { Tags: tagList(wanted.tags) }),
      });
      const answer = await call('license-manager:CreateLicenseConfiguration', () => license.send(command));
      return { arn: required(answer.LicenseConfigurationArn, 'CreateLicenseConfiguration') };
    },
    async updateLicenseConfiguration(arn, change) {
      const command = new UpdateLicenseConfigurationCommand({
        LicenseConfigurationArn: arn,
        ...(change.name !== undefined && { Name: change.name }),
        ...changeable(change),
      });
      await call('license-manager:UpdateLicenseConfiguration', () => license.send(command));
    },
    async tagLicenseConfiguration(arn, tags) {
      const command = new TagResourceCommand({ ResourceArn: arn, Tags: tagList(tags) });
      await call('license-manager:TagResource', () => license.send(command));
    },
    async associate(ResourceArn, LicenseConfigurationArn) {
      const command = new UpdateLicenseSpecificationsForResourceCommand({
        ResourceArn,
        AddLicenseSpecifications: [{ LicenseConfigurationArn }],
      });
      await call('license-manager:UpdateLicenseSpecificationsForResource', () => license.send(command));
    },
    async disassociate(ResourceArn, LicenseConfigurationArn) {
      const command = new UpdateLicenseSpecificationsForResourceCommand({
        ResourceArn,
        RemoveLicenseSpecifications: [{ LicenseConfigurationArn }],
      });
      await call('license-manager:UpdateLicenseSpecificationsForResource', () => license.send(command));
    },
    async deregister(InstanceId) {
      const command = new DeregisterManagedInstanceCommand({ InstanceId });
      await call('ssm:DeregisterManagedInstance', () => ssm.send(command));
    },
    async createActivation(wanted) {
      const command = new CreateActivationCommand({
        IamRole: wanted.iamRole,
        RegistrationLimit: wanted.registrationLimit,
        ExpirationDate: new Date(wanted.expiresAt),
        Tags: tagList(wanted.tags),
        ...(wanted.description !== undefined && { Description: wanted.description }),
        ...(wanted.defaultInstanceName !== undefined && { DefaultInstanceName: wanted.defaultInstanceName }),
      });
      const answer = await call('ssm:CreateActivation', () => ssm.send(command));
      return {
        activationId: required(answer.ActivationId, 'CreateActivation'),
        activationCode: required(answer.ActivationCode, 'CreateActivation'),
      };
    },
    async deleteActivation(ActivationId) {
      const command = new DeleteActivationCommand({ ActivationId });
      await call('ssm:DeleteActivation', () => ssm.send(command));
    },
  };
}

function changeable(change: LicenseConfigurationChange) {
  return {
    ...(change.description !== undefined && { Description: change.description }),
    ...(change.licenseCount !== undefined && { LicenseCount: change.licenseCount }),
    ...(change.hardLimit !== undefined && { LicenseCountHardLimit: change.hardLimit }),
    ...(change.rules !== undefined && { LicenseRules: [...change.rules] }),
    ...(change.disassociateWhenNotFound !== undefined && {
      DisassociateWhenNotFound: change.disassociateWhenNotFound,
    }),
    ...(change.products !== undefined && { ProductInformationList: productList(change.products) }),
    ...(change.expiresAt !== undefined && { LicenseExpiry: Math.floor(change.expiresAt / 1000) }),
  };
}

function productList(products: readonly WantedProducts[]) {
  return products.map(({ resourceType, filters }) => ({
    ResourceType: resourceType,
    ProductInformationFilterList: filters.map(({ name, comparator, values }) => ({
      ProductInformationFilterName: name,
      ProductInformationFilterComparator: comparator,
      ProductInformationFilterValue: [...values],
    })),
  }));
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function required(value: string | undefined, operation: string): string {
  if (value === undefined) throw new AppError('aws-unavailable', `${operation} gave an empty answer`);
  return value;
}
