import type { AwsPermission, AwsPermissions, StatementName } from '../ports/aws-permissions.ts';

function allow<Name extends StatementName, Action extends string>(statement: Name, ...actions: Action[]) {
  return actions.map((action): AwsPermission => ({ statement, action }));
}

/**
 * Every operation the adapters can call, and the IAM actions it needs: the only list, from which calls take their names and
 * `coreledger aws policy` its statements. Actions are named as the operation unless noted. Source: Service Authorization
 * Reference, list_awslicensemanager and list_awssystemsmanager.
 */
export const AWS_PERMISSIONS = {
  // "No permissions are required to perform this operation", and an explicit denial does not stop it.
  'sts:GetCallerIdentity': [],
  'sts:AssumeRole': allow('AssumeRoles', 'sts:AssumeRole'),

  'ssm:DescribeInstanceInformation': allow('Read', 'ssm:DescribeInstanceInformation'),
  'ssm:GetInventory': allow('Read', 'ssm:GetInventory'),
  'ssm:ListInventoryEntries': allow('Read', 'ssm:ListInventoryEntries'),
  'ssm:GetInventorySchema': allow('Read', 'ssm:GetInventorySchema'),
  'ssm:DescribeActivations': allow('Read', 'ssm:DescribeActivations'),

  'license-manager:ListLicenseConfigurations': allow('Read', 'license-manager:ListLicenseConfigurations'),
  'license-manager:GetLicenseConfiguration': allow('Read', 'license-manager:GetLicenseConfiguration'),
  'license-manager:ListUsageForLicenseConfiguration': allow(
    'Read',
    'license-manager:ListUsageForLicenseConfiguration',
  ),
  'license-manager:ListAssociationsForLicenseConfiguration': allow(
    'Read',
    'license-manager:ListAssociationsForLicenseConfiguration',
  ),
  'license-manager:ListFailuresForLicenseConfigurationOperations': allow(
    'Read',
    'license-manager:ListFailuresForLicenseConfigurationOperations',
  ),
  'license-manager:ListLicenseSpecificationsForResource': allow(
    'Read',
    'license-manager:ListLicenseSpecificationsForResource',
  ),
  'license-manager:ListResourceInventory': allow('Read', 'license-manager:ListResourceInventory'),
  'license-manager:GetServiceSettings': allow('Read', 'license-manager:GetServiceSettings'),
  'license-manager:ListLicenseManagerReportGenerators': allow(
    'Read',
    'license-manager:ListLicenseManagerReportGenerators',
  ),
  'license-manager:ListReceivedLicenses': allow('Read', 'license-manager:ListReceivedLicenses'),
  'license-manager:ListReceivedGrants': allow('Read', 'license-manager:ListReceivedGrants'),
  'license-manager:ListLicenseConfigurationsForOrganization': allow(
    'ReadOrganization',
    'license-manager:ListLicenseConfigurationsForOrganization',
  ),

  // Tags given at creation are authorized as tagging.
  'license-manager:CreateLicenseConfiguration': [
    ...allow('Change', 'license-manager:CreateLicenseConfiguration'),
    ...allow('ChangeConfigurations', 'license-manager:TagResource'),
  ],
  'license-manager:UpdateLicenseConfiguration': allow(
    'ChangeConfigurations',
    'license-manager:UpdateLicenseConfiguration',
  ),
  'license-manager:TagResource': allow('ChangeConfigurations', 'license-manager:TagResource'),
  'license-manager:UpdateLicenseSpecificationsForResource': allow(
    'ChangeConfigurations',
    'license-manager:UpdateLicenseSpecificationsForResource',
  ),
  'ssm:DeregisterManagedInstance': allow('ChangeNodes', 'ssm:DeregisterManagedInstance'),
  // The activation hands its role to the nodes, and its tags to them.
  'ssm:CreateActivation': [
    ...allow('Change', 'ssm:CreateActivation'),
    ...allow('ChangeNodes', 'ssm:AddTagsToResource'),
    ...allow('PassActivationRole', 'iam:PassRole'),
  ],
  'ssm:DeleteActivation': allow('Change', 'ssm:DeleteActivation'),

  'sns:Publish': allow('PublishAlerts', 'sns:Publish'),
  'cloudwatch:PutMetricData': allow('SendMetrics', 'cloudwatch:PutMetricData'),
} as const satisfies AwsPermissions;

/** Named as errors and the table name it. A call of an operation that is not in the table does not compile. */
export type AwsOperation = keyof typeof AWS_PERMISSIONS;
type NameIn<Operation, Service extends string> = Operation extends `${Service}:${infer Name}` ? Name : never;
export type LicenseManagerOperation = NameIn<AwsOperation, 'license-manager'>;
