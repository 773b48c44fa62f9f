import type {
  InstanceInformation,
  InventoryResultEntity,
  ListInventoryEntriesResult,
  Activation as SdkActivation,
} from '@aws-sdk/client-ssm';
import type { Activation, AwsScope, InventoryItem, ManagedInstance } from '../reconciliation/aws-facts.ts';

type Origin = ManagedInstance['origin'];

/** A node registered by hybrid activation may still be a cloud machine: its source type says so. */
const ORIGINS: Readonly<Record<string, Origin>> = {
  'AWS::EC2::Instance': 'ec2',
  'AWS::IoT::Thing': 'iot',
  'AWS::SSM::ManagedInstance': 'hybrid',
  'Microsoft.Compute/virtualMachines': 'azure',
  'compute.googleapis.com/Instance': 'gcp',
};

/** null: without an id. */
export function mapInstance(scope: AwsScope, from: InstanceInformation): ManagedInstance[] | null {
  if (from.InstanceId === undefined) return null;
  return [
    {
      ...scope,
      instanceId: from.InstanceId,
      origin: from.SourceType === undefined ? 'hybrid' : (ORIGINS[from.SourceType] ?? 'other'),
      resourceType: from.ResourceType ?? null,
      sourceId: from.SourceId ?? null,
      name: text(from.Name),
      computerName: text(from.ComputerName),
      ipAddress: text(from.IPAddress),
      platformType: from.PlatformType ?? null,
      platformName: text(from.PlatformName),
      platformVersion: text(from.PlatformVersion),
      pingStatus: from.PingStatus ?? null,
      lastPingAt: millis(from.LastPingDateTime),
      agentVersion: text(from.AgentVersion),
      activationId: text(from.ActivationId),
      iamRole: text(from.IamRole),
      registeredAt: millis(from.RegistrationDate),
      tags: {},
    },
  ];
}

/** Values stay the strings they are: a number that is "" or "-" is for the reader to doubt, not for here to hide. */
export function mapInventory(
  scope: AwsScope,
  typeName: string,
  from: InventoryResultEntity,
): InventoryItem[] | null {
  const item = from.Data?.[typeName];
  if (from.Id === undefined) return null;
  if (item === undefined) return [];
  return [
    {
      ...scope,
      instanceId: from.Id,
      typeName,
      schemaVersion: item.SchemaVersion ?? null,
      capturedAt: item.CaptureTime === undefined ? null : instant(item.CaptureTime),
      contentHash: text(item.ContentHash),
      entries: item.Content ?? [],
    },
  ];
}

/** One type of one node from the pages it came in. */
export function mapEntries(
  scope: AwsScope,
  instanceId: string,
  typeName: string,
  pages: readonly ListInventoryEntriesResult[],
): InventoryItem {
  const captured = pages.find(({ CaptureTime }) => text(CaptureTime) !== null);
  return {
    ...scope,
    instanceId,
    typeName,
    schemaVersion: text(captured?.SchemaVersion),
    capturedAt: captured?.CaptureTime === undefined ? null : instant(captured.CaptureTime),
    contentHash: null,
    entries: pages.flatMap(({ Entries = [] }) => Entries),
  };
}

export function mapActivation(scope: AwsScope, from: SdkActivation): Activation[] | null {
  if (from.ActivationId === undefined) return null;
  return [
    {
      ...scope,
      activationId: from.ActivationId,
      description: text(from.Description),
      defaultInstanceName: text(from.DefaultInstanceName),
      iamRole: text(from.IamRole),
      registrationLimit: from.RegistrationLimit ?? null,
      registrations: from.RegistrationsCount ?? 0,
      expiresAt: millis(from.ExpirationDate),
      createdAt: millis(from.CreatedDate),
      expired: from.Expired ?? null,
      tags: Object.fromEntries((from.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    },
  ];
}

/** An empty string says nothing. */
function text(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

function millis(date: Date | undefined): number | null {
  return date === undefined ? null : instant(date.toISOString());
}

function instant(iso: string): number | null {
  const parsed = Date.parse(iso);
  return Number.isNaN(parsed) ? null : parsed;
}
