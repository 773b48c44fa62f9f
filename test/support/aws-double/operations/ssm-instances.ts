import type { CallContext, Operation, WireInput } from '../operation.ts';
import { paginate, ssmPages } from '../paginate.ts';
import { ServiceError } from '../service-error.ts';
import type { InstanceState } from '../state.ts';

const PROPERTIES: Readonly<Record<string, string>> = {
  InstanceIds: 'InstanceId',
  ActivationIds: 'ActivationId',
  AgentVersion: 'AgentVersion',
  PingStatus: 'PingStatus',
  PlatformTypes: 'PlatformType',
  ResourceType: 'ResourceType',
  IamRole: 'IamRole',
  SourceIds: 'SourceId',
  SourceTypes: 'SourceType',
};

function describeInstanceInformation(context: CallContext, input: WireInput): Record<string, unknown> {
  const { instances } = context.region;
  const filters: { Key: string; Values: string[] }[] = input.Filters ?? [];
  for (const id of filters.filter(({ Key }) => Key === 'InstanceIds').flatMap(({ Values }) => Values)) {
    // An unknown id is an error of the whole call, not an empty answer.
    if (!instances.has(id))
      throw new ServiceError('InvalidInstanceId', `Instance ids: [${id}] is not valid.`);
  }
  const byTag = filters.filter(({ Key }) => Key.startsWith('tag'));
  if (byTag.length > 0 && byTag.length < filters.length) {
    throw new ServiceError(
      'InvalidInstanceInformationFilterValue',
      'Tag filters cannot be combined with other filters.',
    );
  }
  if (input.MaxResults !== undefined && (input.MaxResults < 5 || input.MaxResults > 50)) {
    throw new ServiceError('ValidationException', 'MaxResults must be between 5 and 50');
  }
  const found = [...instances.values()].filter((instance) =>
    filters.every((filter) => fits(instance, filter)),
  );
  const page = paginate(found, input, ssmPages, context.pageLimit);
  return { InstanceInformationList: page.items.map(({ information }) => information), ...page.next };
}

function fits(instance: InstanceState, { Key, Values }: { Key: string; Values: string[] }): boolean {
  if (Key === 'tag-key') return Values.some((key) => instance.tags.has(key));
  if (Key.startsWith('tag:')) return Values.includes(instance.tags.get(Key.slice(4)) ?? '');
  const property = PROPERTIES[Key];
  if (property === undefined)
    throw new ServiceError('InvalidFilterKey', `The filter key ${Key} is not valid.`);
  return Values.includes(String(instance.information[property] ?? ''));
}

function listTagsForResource({ region }: CallContext, input: WireInput): Record<string, unknown> {
  return {
    TagList: [...taggedInstance(region, input).tags].map(([Key, Value]) => ({ Key, Value })),
  };
}

function addTagsToResource({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const { tags } = taggedInstance(region, input);
  for (const { Key, Value } of input.Tags) tags.set(Key, Value);
  return {};
}

function taggedInstance(region: CallContext['region'], input: WireInput): InstanceState {
  const instance = region.instances.get(input.ResourceId);
  if (input.ResourceType !== 'ManagedInstance' || instance === undefined) {
    throw new ServiceError('InvalidResourceId', `${input.ResourceId} is not a managed instance`);
  }
  return instance;
}

function deregisterManagedInstance({ region }: CallContext, input: WireInput): Record<string, unknown> {
  if (!region.instances.delete(input.InstanceId)) {
    throw new ServiceError('InvalidInstanceId', `${input.InstanceId} is not a managed instance`);
  }
  for (const { associations } of region.configurations.values()) {
    for (const arn of associations.keys()) {
      if (arn.endsWith(`/${input.InstanceId}`)) associations.delete(arn);
    }
  }
  return {};
}

export const ssmInstanceOperations: Record<string, Operation> = {
  DescribeInstanceInformation: describeInstanceInformation,
  ListTagsForResource: listTagsForResource,
  AddTagsToResource: addTagsToResource,
  DeregisterManagedInstance: deregisterManagedInstance,
};
