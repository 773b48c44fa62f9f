import {
  GetLicenseConfigurationCommand,
  GetServiceSettingsCommand,
  type LicenseManagerClient,
  ListAssociationsForLicenseConfigurationCommand,
  ListFailuresForLicenseConfigurationOperationsCommand,
  ListLicenseConfigurationsCommand,
  ListLicenseConfigurationsForOrganizationCommand,
  ListLicenseManagerReportGeneratorsCommand,
  ListLicenseSpecificationsForResourceCommand,
  ListReceivedGrantsCommand,
  ListReceivedLicensesCommand,
  ListResourceInventoryCommand,
  ListUsageForLicenseConfigurationCommand,
} from '@aws-sdk/client-license-manager';
import { AppError } from '../errors.ts';
import type { AwsReader } from '../ports/aws.ts';
import type { AwsScope } from '../reconciliation/aws-facts.ts';
import { callAws, type RetryPolicy } from './call.ts';
import { mapAssociation, mapConfiguration, mapFailure, mapUsage } from './map-license.ts';
import {
  mapGrant,
  mapReceivedLicense,
  mapReportGenerator,
  mapResource,
  mapSettings,
} from './map-received.ts';
import { pages } from './pages.ts';

type LicenseReader = Omit<
  AwsReader,
  'scope' | 'managedInstances' | 'inventory' | 'inventoryEntries' | 'activations'
>;

/** The SDK has no paginators for License Manager, and no documented page size for most of it: pages come as AWS likes. */
export function licenseReader(
  client: LicenseManagerClient,
  scope: AwsScope,
  retry: RetryPolicy,
): LicenseReader {
  function call<Answer>(operation: string, send: () => Promise<Answer>): Promise<Answer> {
    return callAws(`license-manager:${operation}`, send, retry);
  }
  /** Follows the pages of one operation, whose name serves errors and the policy. */
  function paged<Answer extends { NextToken?: string | undefined }, Fact>(
    operation: string,
    send: (token: string | undefined) => Promise<Answer>,
    facts: (answer: Answer) => readonly Fact[],
  ) {
    return pages(`license-manager:${operation}`, (token) => call(operation, () => send(token)), facts);
  }

  return {
    licenseConfigurations: () =>
      paged(
        'ListLicenseConfigurations',
        (NextToken) => client.send(new ListLicenseConfigurationsCommand({ NextToken })),
        (answer) => (answer.LicenseConfigurations ?? []).flatMap((item) => mapConfiguration(scope, item)),
      ),
    organizationLicenseConfigurations: () =>
      paged(
        'ListLicenseConfigurationsForOrganization',
        (NextToken) => client.send(new ListLicenseConfigurationsForOrganizationCommand({ NextToken })),
        (answer) => (answer.LicenseConfigurations ?? []).flatMap((item) => mapConfiguration(scope, item)),
      ),
    async licenseConfiguration(LicenseConfigurationArn) {
      const answer = await call('GetLicenseConfiguration', () =>
        client.send(new GetLicenseConfigurationCommand({ LicenseConfigurationArn })),
      );
      const [mapped] = mapConfiguration(scope, { Tags: [], ...answer });
      if (mapped === undefined) {
        throw new AppError(
          'aws-unavailable',
          `GetLicenseConfiguration gave no ARN for ${LicenseConfigurationArn}`,
        );
      }
      return mapped;
    },
    usage: (LicenseConfigurationArn) =>
      paged(
        'ListUsageForLicenseConfiguration',
        (NextToken) =>
          client.send(new ListUsageForLicenseConfigurationCommand({ LicenseConfigurationArn, NextToken })),
        (answer) =>
          (answer.LicenseConfigurationUsageList ?? []).flatMap((item) =>
            mapUsage(scope, LicenseConfigurationArn, item),
          ),
      ),
    associations: (LicenseConfigurationArn) =>
      paged(
        'ListAssociationsForLicenseConfiguration',
        (NextToken) =>
          client.send(
            new ListAssociationsForLicenseConfigurationCommand({ LicenseConfigurationArn, NextToken }),
          ),
        (answer) =>
          (answer.LicenseConfigurationAssociations ?? []).flatMap((item) =>
            mapAssociation(scope, LicenseConfigurationArn, item),
          ),
      ),
    failures: (LicenseConfigurationArn) =>
      paged(
        'ListFailuresForLicenseConfigurationOperations',
        (NextToken) =>
          client.send(
            new ListFailuresForLicenseConfigurationOperationsCommand({ LicenseConfigurationArn, NextToken }),
          ),
        (answer) =>
          (answer.LicenseOperationFailureList ?? []).map((item) =>
            mapFailure(scope, LicenseConfigurationArn, item),
          ),
      ),
    specifications: (ResourceArn) =>
      paged(
        'ListLicenseSpecificationsForResource',
        (NextToken) =>
          client.send(new ListLicenseSpecificationsForResourceCommand({ ResourceArn, NextToken })),
        (answer) =>
          (answer.LicenseSpecifications ?? []).flatMap(({ LicenseConfigurationArn: arn }) =>
            arn === undefined ? [] : [arn],
          ),
      ),
    resources: () =>
      paged(
        'ListResourceInventory',
        (NextToken) => client.send(new ListResourceInventoryCommand({ NextToken })),
        (answer) => (answer.ResourceInventoryList ?? []).flatMap((item) => mapResource(scope, item)),
      ),
    async serviceSettings() {
      const answer = await call('GetServiceSettings', () => client.send(new GetServiceSettingsCommand({})));
      return mapSettings(scope, answer);
    },
    reportGenerators: () =>
      paged(
        'ListLicenseManagerReportGenerators',
        (NextToken) => client.send(new ListLicenseManagerReportGeneratorsCommand({ NextToken })),
        (answer) => (answer.ReportGenerators ?? []).flatMap((item) => mapReportGenerator(scope, item)),
      ),
    receivedLicenses: () =>
      paged(
        'ListReceivedLicenses',
        (NextToken) => client.send(new ListReceivedLicensesCommand({ NextToken })),
        (answer) => (answer.Licenses ?? []).flatMap((item) => mapReceivedLicense(scope, item)),
      ),
    receivedGrants: () =>
      paged(
        'ListReceivedGrants',
        (NextToken) => client.send(new ListReceivedGrantsCommand({ NextToken })),
        (answer) => (answer.Grants ?? []).flatMap((item) => mapGrant(scope, item)),
      ),
  };
}
