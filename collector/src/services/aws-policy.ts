import { AppError } from '../errors.ts';
import type { AwsSource } from '../ports/aws.ts';
import { type AwsPermissions, STATEMENTS, type StatementName } from '../ports/aws-permissions.ts';
import { type AwsPartition, partitionOf } from '../reconciliation/aws-partition.ts';
import type { ReadAws } from './read-aws.ts';

export interface PolicyStatement {
  readonly Sid: StatementName;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyRequest {
  /** Name of a source; all of them where left out. */
  readonly source?: string | undefined;
  /** What plans and activations need too. */
  readonly write: boolean;
  /** For the credentials that assume the sources' roles, not for those roles. */
  readonly assume: boolean;
  /** Names of the roles that activations hand to nodes; any role that Systems Manager can be given where empty. */
  readonly activationRoles: readonly string[];
}

export interface AwsPolicy {
  readonly document: PolicyDocument;
  /** Whom to attach it to, source by source. */
  readonly principals: readonly { readonly source: string; readonly principal: string }[];
}

/** Where one source's alerts and metrics go with its credentials. */
export interface SourceUses {
  readonly topicArns: readonly string[];
  readonly metricNamespaces: readonly string[];
}

interface Parts {
  readonly sources: readonly AwsSource[];
  readonly permissions: AwsPermissions;
  readonly aws: Pick<ReadAws, 'sources'>;
  usesOf(source: string): SourceUses;
}

export type PrintAwsPolicy = (request: PolicyRequest) => Promise<AwsPolicy>;

/** What the credentials of one source do, and where. */
interface Duties extends SourceUses {
  readonly source: string;
  readonly principal: string;
  readonly partition: AwsPartition;
  /** `*` where it is not known. */
  readonly account: string;
  readonly regions: readonly string[];
  readonly statements: readonly StatementName[];
  readonly assumes: readonly string[];
}

/** The least that the configured sources need: IAM policies from the table of operations. */
export function createAwsPolicy({ sources, permissions, aws, usesOf }: Parts): PrintAwsPolicy {
  return async (request) => {
    const states = await aws.sources();
    const duties = chosen(sources, request.source).map((source) => {
      const read = states.find((state) => state.source === source.name && state.account !== null);
      return dutiesOf(source, request, read?.account ?? null, usesOf(source.name));
    });
    const [partition = 'aws', ...others] = new Set(duties.map((one) => one.partition));
    if (others.length > 0) {
      throw new AppError(
        'bad-request',
        `the sources are in ${[partition, ...others].join(' and ')}, and a policy is of one partition: name a source`,
      );
    }
    const statements = STATEMENTS.flatMap((name) => {
      const bound = duties.filter((one) => one.statements.includes(name));
      const statement = statementOf(name, actionsOf(permissions, name), bound, request.activationRoles);
      return statement === null ? [] : [statement];
    });
    return {
      document: { Version: '2012-10-17', Statement: statements },
      principals: duties.map(({ source, principal }) => ({ source, principal })),
    };
  };
}

function chosen(sources: readonly AwsSource[], name: string | undefined): readonly AwsSource[] {
  const found = name === undefined ? sources : sources.filter((source) => source.name === name);
  if (found.length > 0) return found;
  if (name === undefined)
    throw new AppError('invalid-config', 'no sources: add aws.sources to the configuration');
  throw new AppError(
    'bad-request',
    `no AWS source ${name} in the configuration (known: ${sources.map((one) => one.name).join(', ') || 'none'})`,
  );
}

function dutiesOf(
  source: AwsSource,
  { write, assume }: PolicyRequest,
  account: string | null,
  uses: SourceUses,
): Duties {
  const base = source.profile === null ? 'the default credentials' : `the profile ${source.profile}`;
  const reader = source.roleArn ?? base;
  const writer = source.applyRoleArn ?? reader;
  const principal = assume ? base : write ? writer : reader;
  const reads = principal === reader;
  const assumes =
    principal === base ? [source.roleArn, source.applyRoleArn].filter((arn) => arn !== null) : [];
  const statements: readonly (StatementName | false)[] = [
    reads && 'Read',
    reads && source.organization && 'ReadOrganization',
    ...(write && principal === writer
      ? (['Change', 'ChangeConfigurations', 'ChangeNodes', 'PassActivationRole'] as const)
      : []),
    reads && uses.topicArns.length > 0 && 'PublishAlerts',
    reads && uses.metricNamespaces.length > 0 && 'SendMetrics',
    assumes.length > 0 && 'AssumeRoles',
  ];
  return {
    ...uses,
    source: source.name,
    principal,
    partition: partitionOf(source.regions[0] ?? ''),
    account: accountIn(principal) ?? account ?? '*',
    regions: source.regions,
    statements: statements.filter((name) => name !== false),
    assumes,
  };
}

/** A role's account stands in its ARN. */
function accountIn(principal: string): string | undefined {
  return principal.startsWith('arn:') ? principal.split(':')[4] : undefined;
}

function actionsOf(permissions: AwsPermissions, statement: StatementName): string[] {
  const actions = Object.values(permissions)
    .flat()
    .filter((permission) => permission.statement === statement)
    .map(({ action }) => action);
  return [...new Set(actions)].sort();
}

function statementOf(
  Sid: StatementName,
  Action: readonly string[],
  duties: readonly Duties[],
  roles: readonly string[],
): PolicyStatement | null {
  if (duties.length === 0) return null;
  const base = { Sid, Effect: 'Allow', Action } as const;
  const each = (arns: (one: Duties) => readonly string[]) => [...new Set(duties.flatMap(arns))].sort();
  const perRegion = (service: string, resource: string) =>
    each(({ partition, account, regions }) =>
      regions.map((region) => `arn:${partition}:${service}:${region}:${account}:${resource}`),
    );
  switch (Sid) {
    case 'Read':
    case 'ReadOrganization':
    case 'Change':
      // Most of these take no resource but all; the Regions bound them.
      return {
        ...base,
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': each(({ regions }) => regions) } },
      };
    case 'ChangeConfigurations':
      return { ...base, Resource: perRegion('license-manager', 'license-configuration:*') };
    case 'ChangeNodes':
      return { ...base, Resource: perRegion('ssm', 'managed-instance/*') };
    case 'PassActivationRole':
      return {
        ...base,
        Resource: each(({ partition, account }) =>
          (roles.length === 0 ? ['*'] : roles).map((role) => `arn:${partition}:iam::${account}:role/${role}`),
        ),
        Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
      };
    case 'PublishAlerts':
      return { ...base, Resource: each(({ topicArns }) => topicArns) };
    case 'SendMetrics':
      return {
        ...base,
        Resource: '*',
        Condition: {
          StringEquals: { 'cloudwatch:namespace': each(({ metricNamespaces }) => metricNamespaces) },
        },
      };
    case 'AssumeRoles':
      return { ...base, Resource: each(({ assumes }) => assumes) };
  }
}
