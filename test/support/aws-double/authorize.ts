import { type Caller, partitionOf } from './caller.ts';
import type { WireInput } from './operation.ts';
import { managedInstanceArn } from './seed-state.ts';
import { ServiceError } from './service-error.ts';

/** An IAM policy, as far as the double understands it: Allow, with Action, Resource and equality conditions. */
export interface IamPolicy {
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[] | '*';
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  }[];
}

interface Demand {
  readonly action: string;
  /** `*` where the action takes no resource: only a statement on all allows it. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Throws AccessDenied as the services word it, unless the policy allows everything that the call demands. */
export function authorize(policy: IamPolicy, caller: Caller, operation: string, input: WireInput): void {
  const denied = demands(caller, operation, input).find((demand) => !allowed(policy, demand));
  if (denied === undefined) return;
  const { action, resource } = denied;
  throw new ServiceError(
    caller.service === 'sts' ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
    caller.service === 'sts' ? 403 : 400,
  );
}

/** What AWS asks IAM for, call by call; the Service Authorization Reference, not the product's table. */
export function demands(
  { service, region, account }: Pick<Caller, 'service' | 'region' | 'account'>,
  operation: string,
  input: WireInput,
): Demand[] {
  const context = { 'aws:RequestedRegion': region };
  const prefix = service === 'monitoring' ? 'cloudwatch' : service;
  const on = (resource: string, action = `${prefix}:${operation}`, more = {}): Demand => ({
    action,
    resource,
    context: { ...context, ...more },
  });
  const scope = `${partitionOf(region)}:${service}:${region}:${account}`;
  switch (`${service}:${operation}`) {
    case 'sts:GetCallerIdentity':
      return [];
    case 'sts:AssumeRole':
      return [on(input.RoleArn)];
    case 'sns:Publish':
      return [on(input.TopicArn)];
    case 'monitoring:PutMetricData':
      return [on('*', undefined, { 'cloudwatch:namespace': input.Namespace })];
    case 'license-manager:CreateLicenseConfiguration': {
      const tagging = on(`arn:${scope}:license-configuration:lic-new`, 'license-manager:TagResource');
      return [on('*'), ...(input.Tags === undefined ? [] : [tagging])];
    }
    case 'license-manager:UpdateLicenseConfiguration':
      return [on(input.LicenseConfigurationArn)];
    case 'license-manager:TagResource':
    case 'license-manager:UntagResource':
      return [on(input.ResourceArn)];
    case 'license-manager:UpdateLicenseSpecificationsForResource':
      return [...(input.AddLicenseSpecifications ?? []), ...(input.RemoveLicenseSpecifications ?? [])].map(
        ({ LicenseConfigurationArn }: WireInput) => on(LicenseConfigurationArn),
      );
    case 'ssm:DeregisterManagedInstance':
      return [on(managedInstanceArn(account, region, input.InstanceId))];
    case 'ssm:CreateActivation': {
      const role = `arn:${partitionOf(region)}:iam::${account}:role/${input.IamRole}`;
      const tagging = on(managedInstanceArn(account, region, 'mi-new'), 'ssm:AddTagsToResource');
      return [
        on('*'),
        on(role, 'iam:PassRole', { 'iam:PassedToService': 'ssm.amazonaws.com' }),
        ...((input.Tags ?? []).length === 0 ? [] : [tagging]),
      ];
    }
    default:
      return [on('*')];
  }
}

function allowed(policy: IamPolicy, { action, resource, context }: Demand): boolean {
  return policy.Statement.some(
    (statement) =>
      statement.Action.includes(action) &&
      (statement.Resource === '*' || statement.Resource.some((pattern) => matches(pattern, resource))) &&
      Object.entries(statement.Condition ?? {}).every(
        ([operator, keys]) =>
          operator === 'StringEquals' &&
          Object.entries(keys).every(([key, values]) => [values].flat().includes(context[key] ?? '')),
      ),
  );
}

function matches(pattern: string, resource: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(resource);
}
