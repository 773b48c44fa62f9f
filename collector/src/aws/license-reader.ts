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
import type { LicenseManagerOperation } from './permissions.ts';

type LicenseReader = Omit<
  AwsReader,
  'scope' | 'managedInstances' | 'inventory' | 'inventoryOf' | 'inventoryTypes' | 'activations'
>;

/** The SDK has no paginators for License Manager, and no documented page size for most of it: pages come as AWS likes. */
export function licenseReader(
  client: LicenseManagerClient,
  scope: AwsScope,
  retry: RetryPolicy,
): LicenseReader {
  function call<Answer>(operation: LicenseManagerOperation, send: () => Promise<Answer>): Promise<Answer> {
    return callAws(`license-manager:${operation}`, send, retry);
  }
  /** Follows the pages of one operation, whose name serves errors and the policy. */
  function paged<Answer extends { NextToken?: string | undefined }, Item, Fact>(
    operation: LicenseManagerOperation,
    send: (token: string | undefined) => Promise<Answer>,
    list: (answer: Answer) => readonly Item[] | undefined,
    map: (item: Item) => readonly Fact[] | null,
  ) {
    const fetch = (token: string | undefined) => call(operation, () => send(token));
    return pages({ name: `license-manager:${operation}`, fetch, list, map });
  }

  return {
    licenseConfigurations: () =>
      paged(
        'ListLicenseConfigurations',
        (NextToken) => client.send(new ListLicenseConfigurationsCommand({ NextToken })),
        (answer) => answer.LicenseConfigurations,
        (item) => mapConfiguration(scope, item),
      ),
    organizationLicenseConfigurations: () =>
      paged(
        'ListLicenseConfigurationsForOrganization',
        (NextToken) => client.send(new ListLicenseConfigurationsForOrganizationCommand({ NextToken })),
        (answer) => answer.LicenseConfigurations,
        (item) => mapConfiguration(scope, item),
      ),
    async licenseConfiguration(LicenseConfigurationArn) {
      const answer = await call('GetLicenseConfiguration', () =>
        client.send(new GetLicenseConfigurationCommand({ LicenseConfigurationArn })),
      );
      const mapped = mapConfiguration(scope, { Tags: [], ...answer })?.[0];
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
        (answer) => answer.LicenseConfigurationUsageList,
        (item) => mapUsage(scope, LicenseConfigurationArn, item),
      ),
    associations: (LicenseConfigurationArn) =>
      paged(
        'ListAssociationsForLicenseConfiguration',
        (NextToken) =>
          client.send(
            new ListAssociationsForLicenseConfigurationCommand({ LicenseConfigurationArn, NextToken }),
          ),
        (answer) => answer.LicenseConfigurationAssociations,
        (item) => mapAssociation(scope, LicenseConfigurationArn, item),
      ),
    failures: (LicenseConfigurationArn) =>
      paged(
        'ListFailuresForLicenseConfigurationOperations',
        (NextToken) =>
          client.send(
            new ListFailuresForLicenseConfigurationOperationsCommand({ LicenseConfigurationArn, NextToken }),
          ),
        (answer) => answer.LicenseOperationFailureList,
        (item) => [mapFailure(scope, LicenseConfigurationArn, item)],
      ),
    specifications: (ResourceArn) =>
      paged(
        'ListLicenseSpecificationsForResource',
        (NextToken) =>
          client.send(new ListLicenseSpecificationsForResourceCommand({ ResourceArn, NextToken })),
        (answer) => answer.LicenseSpecifications,
        ({ LicenseConfigurationArn: arn }) => (arn === undefined ? null : [arn]),
      ),
    resources: () =>
      paged(
        'ListResourceInventory',
        (NextToken) => client.send(new ListResourceInventoryCommand({ NextToken })),
        (answer) => answer.ResourceInventoryList,
        (item) => mapResource(scope, item),
      ),
    async serviceSettings() {
      const answer = await call('GetServiceSettings', () => client.send(new GetServiceSettingsCommand({})));
      const { $metadata: _, ...members } = answer;
      if (Object.keys(members).length === 0)
        throw new AppError('aws-unavailable', 'license-manager:GetServiceSettings: the answer is empty');
      return mapSettings(scope, answer);
    },
    reportGenerators: () =>
      paged(
        'ListLicenseManagerReportGenerators',
        (NextToken) => client.send(new ListLicenseManagerReportGeneratorsCommand({ NextToken })),
        (answer) => answer.ReportGenerators,
        (item) => mapReportGenerator(scope, item),
      ),
    receivedLicenses: () =>
      paged(
        'ListReceivedLicenses',
        (NextToken) => client.send(new ListReceivedLicensesCommand({ NextToken })),
        (answer) => answer.Licenses,
        (item) => mapReceivedLicense(scope, item),
      ),
    receivedGrants: () =>
      paged(
        'ListReceivedGrants',
        (NextToken) => client.send(new ListReceivedGrantsCommand({ NextToken })),
        (answer) => answer.Grants,
        (item) => mapGrant(scope, item),
      ),
  };
}
