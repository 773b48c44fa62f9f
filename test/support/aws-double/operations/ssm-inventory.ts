import type { CallContext, Operation, WireInput } from '../operation.ts';
import { paginate, ssmPages } from '../paginate.ts';
import { ServiceError } from '../service-error.ts';
import type { InstanceState } from '../state.ts';

const WHOLE_TYPES = { ...ssmPages, default: 50 };
const PAGES = { GetInventory: WHOLE_TYPES, ListInventoryEntries: { ...ssmPages, default: 50 } };

interface InventoryFilter {
  readonly Key: string;
  readonly Values: readonly string[];
  readonly Type?: string;
}

/** Without ResultAttributes the answer carries AWS:InstanceInformation alone. */
function getInventory(context: CallContext, input: WireInput): Record<string, unknown> {
  const wanted: string[] = (input.ResultAttributes ?? []).map(({ TypeName }: WireInput) => TypeName);
  if (wanted.length > 1) {
    throw new ServiceError('InvalidResultAttributeException', 'Only one result attribute is supported.');
  }
  const typeName = wanted[0] ?? 'AWS:InstanceInformation';
  const filters: readonly InventoryFilter[] = input.Filters ?? [];
  const found = [...context.region.instances.values()].filter((instance) =>
    filters.every((filter) => fits(instance, filter)),
  );
  const page = paginate(found, input, PAGES.GetInventory, context.pageLimit);
  return { Entities: page.items.map((instance) => entity(instance, typeName)), ...page.next };
}

function entity(instance: InstanceState, typeName: string): Record<string, unknown> {
  const item = instance.inventory.get(typeName) ?? built(instance, typeName);
  return { Id: instance.information.InstanceId, Data: item === undefined ? {} : { [typeName]: item } };
}

function built({ information }: InstanceState, typeName: string): unknown {
  if (typeName !== 'AWS:InstanceInformation') return undefined;
  return {
    TypeName: typeName,
    SchemaVersion: '1.0',
    Content: [
      {
        AgentType: 'amazon-ssm-agent',
        AgentVersion: String(information.AgentVersion),
        ComputerName: String(information.ComputerName ?? ''),
        InstanceId: information.InstanceId,
        InstanceStatus: information.PingStatus === 'Online' ? 'Active' : 'ConnectionLost',
        IpAddress: String(information.IPAddress),
        PlatformName: String(information.PlatformName),
        PlatformType: String(information.PlatformType),
        PlatformVersion: String(information.PlatformVersion),
        ResourceType: String(information.ResourceType),
      },
    ],
  };
}

/** `TYPE.ATTRIBUTE`, over the entries of that type. */
function fits(instance: InstanceState, { Key, Values, Type = 'Equal' }: InventoryFilter): boolean {
  const dot = Key.lastIndexOf('.');
  const [typeName, attribute] = [Key.slice(0, dot), Key.slice(dot + 1)];
  const content =
    typeName === 'AWS:InstanceInformation'
      ? [{ ...information(instance) }]
      : (instance.inventory.get(typeName)?.Content ?? []);
  const values = content.map((entry) => entry[attribute]).filter((value) => value !== undefined);
  switch (Type) {
    case 'Exists':
      return content.length > 0;
    case 'Equal':
      return values.some((value) => Values.includes(value));
    case 'NotEqual':
      return !values.some((value) => Values.includes(value));
    case 'BeginWith':
      return values.some((value) => Values.some((start) => value.startsWith(start)));
    default:
      throw new ServiceError('InvalidFilter', `The operator ${Type} is not supported here.`);
  }
}

function information(instance: InstanceState): Record<string, string> {
  const { InstanceId, PlatformType, PlatformName, ComputerName, ResourceType, PingStatus } =
    instance.information;
  const status = PingStatus === 'Online' ? 'Active' : 'ConnectionLost';
  return Object.fromEntries(
    Object.entries({
      InstanceId,
      PlatformType,
      PlatformName,
      ComputerName,
      ResourceType,
      InstanceStatus: status,
    })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
}

function listInventoryEntries(context: CallContext, input: WireInput): Record<string, unknown> {
  const instance = context.region.instances.get(input.InstanceId);
  if (instance === undefined) {
    throw new ServiceError('InvalidInstanceId', `Instance ids: [${input.InstanceId}] is not valid.`);
  }
  const item = instance.inventory.get(input.TypeName);
  const page = paginate(item?.Content ?? [], input, PAGES.ListInventoryEntries, context.pageLimit);
  return {
    TypeName: input.TypeName,
    InstanceId: input.InstanceId,
    ...(item !== undefined && { SchemaVersion: item.SchemaVersion, CaptureTime: item.CaptureTime }),
    Entries: page.items,
    // The end of the pages is an empty token here, an absent one elsewhere: both occur.
    NextToken: page.next.NextToken ?? '',
  };
}

/** AWS's types, and the account's own that some node has. */
function getInventorySchema(context: CallContext, input: WireInput): Record<string, unknown> {
  const known = [...context.region.instances.values()].flatMap(({ inventory }) => [...inventory.values()]);
  const byType = new Map(known.map((item) => [item.TypeName, item]));
  const schemas = [...byType.values()].map(({ TypeName, SchemaVersion, Content }) => ({
    TypeName,
    Version: SchemaVersion,
    Attributes: Object.keys({ resourceId: '', ...Content[0] }).map((Name) => ({ Name, DataType: 'string' })),
  }));
  const asked = schemas.filter(({ TypeName }) => input.TypeName === undefined || TypeName === input.TypeName);
  const page = paginate(asked, input, ssmPages, context.pageLimit);
  return { Schemas: page.items, ...page.next };
}

/** What SSM Agent does after a scan. */
function putInventory({ region }: CallContext, input: WireInput): Record<string, unknown> {
  const instance = region.instances.get(input.InstanceId);
  if (instance === undefined) {
    throw new ServiceError('InvalidInstanceId', `Instance ids: [${input.InstanceId}] is not valid.`);
  }
  for (const { TypeName, SchemaVersion, CaptureTime, Content = [] } of input.Items) {
    instance.inventory.set(TypeName, { TypeName, SchemaVersion, CaptureTime, Content });
  }
  return { Message: 'Inventory was successfully sent to the inventory manager' };
}

export const ssmInventoryOperations: Record<string, Operation> = {
  GetInventory: getInventory,
  ListInventoryEntries: listInventoryEntries,
  GetInventorySchema: getInventorySchema,
  PutInventory: putInventory,
};
