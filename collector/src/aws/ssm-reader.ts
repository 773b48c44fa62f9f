import {
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  GetInventoryCommand,
  GetInventorySchemaCommand,
  ListInventoryEntriesCommand,
  type ListInventoryEntriesCommandOutput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { AwsReader } from '../ports/aws.ts';
import type { AwsScope } from '../reconciliation/aws-facts.ts';
import { callAws, type RetryPolicy } from './call.ts';
import { mapActivation, mapEntries, mapInstance, mapInventory } from './map-ssm.ts';
import { pages } from './pages.ts';

/** The most these operations give: 10,000 nodes take 200 calls for the list and 200 per inventory type. */
const PAGE = 50;
const SCHEMA_PAGE = 200;
const HYBRID = 'ManagedInstance';

type SsmReader = Pick<
  AwsReader,
  'managedInstances' | 'inventory' | 'inventoryOf' | 'inventoryTypes' | 'activations'
>;

export function ssmReader(ssm: SSMClient, scope: AwsScope, retry: RetryPolicy): SsmReader {
  return {
    managedInstances: () =>
      pages({
        name: 'ssm:DescribeInstanceInformation',
        fetch: (NextToken) => {
          const Filters = [{ Key: 'ResourceType', Values: [HYBRID] }];
          const command = new DescribeInstanceInformationCommand({ Filters, MaxResults: PAGE, NextToken });
          return callAws('ssm:DescribeInstanceInformation', () => ssm.send(command), retry);
        },
        list: (answer) => answer.InstanceInformationList,
        map: (item) => mapInstance(scope, item),
      }),
    inventory: (typeName) =>
      pages({
        name: 'ssm:GetInventory',
        fetch: (NextToken) => {
          const command = new GetInventoryCommand({
            Filters: [{ Key: 'AWS:InstanceInformation.ResourceType', Values: [HYBRID], Type: 'Equal' }],
            // The API takes exactly one type per call.
            ResultAttributes: [{ TypeName: typeName }],
            MaxResults: PAGE,
            NextToken,
          });
          return callAws('ssm:GetInventory', () => ssm.send(command), retry);
        },
        list: (answer) => answer.Entities,
        map: (entity) => mapInventory(scope, typeName, entity),
      }),
    async inventoryOf(InstanceId, TypeName) {
      const answers = pages({
        name: 'ssm:ListInventoryEntries',
        fetch: (NextToken) => {
          const command = new ListInventoryEntriesCommand({
            InstanceId,
            TypeName,
            MaxResults: PAGE,
            NextToken,
          });
          return callAws('ssm:ListInventoryEntries', () => ssm.send(command), retry);
        },
        // Capture time and version stand beside the entries of each page.
        list: (answer) => (answer.Entries === undefined ? undefined : [answer]),
        map: (answer) => [answer],
      });
      const read: ListInventoryEntriesCommandOutput[] = [];
      for await (const page of answers) read.push(...page);
      return mapEntries(scope, InstanceId, TypeName, read);
    },
    inventoryTypes: () =>
      pages({
        name: 'ssm:GetInventorySchema',
        fetch: (NextToken) => {
          const command = new GetInventorySchemaCommand({ MaxResults: SCHEMA_PAGE, NextToken });
          return callAws('ssm:GetInventorySchema', () => ssm.send(command), retry);
        },
        list: (answer) => answer.Schemas,
        map: ({ TypeName }) => (TypeName === undefined ? null : [TypeName]),
      }),
    activations: () =>
      pages({
        name: 'ssm:DescribeActivations',
        fetch: (NextToken) => {
          const command = new DescribeActivationsCommand({ MaxResults: PAGE, NextToken });
          return callAws('ssm:DescribeActivations', () => ssm.send(command), retry);
        },
        list: (answer) => answer.ActivationList,
        map: (item) => mapActivation(scope, item),
      }),
  };
}
