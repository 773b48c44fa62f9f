/** The statements a printed policy can have, in its order. */
export const STATEMENTS = [
  'Read',
  'ReadOrganization',
  'Change',
  'ChangeConfigurations',
  'ChangeNodes',
  'PassActivationRole',
  'PublishAlerts',
  'SendMetrics',
  'AssumeRoles',
] as const;
export type StatementName = (typeof STATEMENTS)[number];

/** An IAM action and the statement it stands in, which says on what and under which condition it is allowed. */
export interface AwsPermission {
  readonly statement: StatementName;
  readonly action: string;
}

/** What each operation that Coreledger can call needs, by `service:Operation`. Empty: AWS asks for no permission. */
export type AwsPermissions = Readonly<Record<string, readonly AwsPermission[]>>;
