import type { HostFacts } from '../../licensing/host-facts.ts';
import { assembleInstallations } from '../../licensing/recognition/installations.ts';
import type { Recognizer } from '../../licensing/recognition/recognizer.ts';
import type { InventoryItem, ManagedInstance } from '../../reconciliation/aws-facts.ts';
import { UNKNOWN_TOPOLOGY } from './topology-of.ts';

const MANAGED_INSTANCE_STALE_MS = 24 * 3_600_000;

/** A machine that Systems Manager knows and no agent reports: its inventory is taken for what it says, its gaps stay unknown. */
export function factsOfManagedInstance(
  instance: ManagedInstance,
  inventory: readonly InventoryItem[],
  recognizer: Recognizer,
  at: number,
): HostFacts {
  const applications = inventory.find((item) => item.typeName === 'AWS:Application');
  const [detail] =
    inventory.find((item) => item.typeName === 'AWS:InstanceDetailedInformation')?.entries ?? [];
  const seenAt = instance.lastPingAt ?? instance.registeredAt ?? 0;
  return {
    hostId: `ssm:${instance.instanceId}`,
    name: instance.computerName ?? instance.name ?? instance.instanceId,
    origin: 'ssm',
    topology: {
      ...UNKNOWN_TOPOLOGY,
      sockets: countOf(detail?.CPUSockets),
      cores: countOf(detail?.CPUCores),
      logicalProcessors: countOf(detail?.CPUs),
      cpuModel: textOf(detail?.CPUModel),
    },
    placement: { kind: 'unknown', hypervisor: null, cloud: null, physicalHostId: null, cluster: null },
    memoryBytes: null,
    operatingSystem: {
      family: instance.platformType?.toLowerCase() ?? 'other',
      id: null,
      name: instance.platformName,
      versionId: instance.platformVersion,
      edition: null,
    },
    installations: assembleInstallations(
      (applications?.entries ?? []).flatMap((entry) => {
        const name = textOf(entry.Name);
        if (name === null) return [];
        const version = textOf(entry.Version);
        const evidence = {
          source: 'ssm-inventory',
          location: `${instance.instanceId} AWS:Application`,
          text: version === null ? name : `${name} ${version}`,
          seenAt: applications?.capturedAt ?? seenAt,
        };
        const source = instance.platformType?.toLowerCase() === 'windows' ? 'uninstall' : 'rpm';
        return recognizer
          .title({ name, version, publisher: textOf(entry.Publisher), source })
          .map((recognition) => ({ recognition, instance: null, evidence }));
      }),
    ),
    tags: instance.tags,
    managedInstanceIds: [instance.instanceId],
    awsAccounts: [instance.account],
    lastSeenAt: seenAt,
    stale: at - seenAt > MANAGED_INSTANCE_STALE_MS,
    softwareComplete: false,
  };
}

/** Inventory values are texts; an empty one, or `-`, is unknown. */
function countOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text.trim()) ? Number(text) : null;
}

function textOf(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text.trim();
}
