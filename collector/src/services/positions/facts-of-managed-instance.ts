import type { HostFacts } from '../../licensing/host-facts.ts';
import { assembleInstallations } from '../../licensing/recognition/installations.ts';
import type { Recognition, Recognizer } from '../../licensing/recognition/recognizer.ts';
import type { InventoryEntries, ManagedInstance } from '../../reconciliation/aws-facts.ts';
import { UNKNOWN_TOPOLOGY } from './topology-of.ts';

const MANAGED_INSTANCE_STALE_MS = 24 * 3_600_000;

/** What the inventory of one instance comes to: its licensable applications and its processors. */
export interface ReadInventory {
  readonly applications: readonly RecognizedApplication[];
  readonly applicationsAt: number | null;
  readonly detail: Readonly<Record<string, string>> | undefined;
}

export interface RecognizedApplication {
  readonly recognition: Recognition;
  readonly text: string;
}

/** The applications that a rule knows, out of the hundreds that an instance has. */
export function recognizeApplications(
  entries: InventoryEntries,
  { platformType }: ManagedInstance,
  recognizer: Recognizer,
): readonly RecognizedApplication[] {
  const source = platformType?.toLowerCase() === 'windows' ? 'uninstall' : 'rpm';
  return entries.flatMap((entry) => {
    const name = textOf(entry.Name);
    if (name === null) return [];
    const version = textOf(entry.Version);
    const text = version === null ? name : `${name} ${version}`;
    return recognizer
      .title({ name, version, publisher: textOf(entry.Publisher), source })
      .map((recognition) => ({ recognition, text }));
  });
}

/** A machine that Systems Manager knows and no agent reports: its inventory is taken for what it says, its gaps stay unknown. */
export function factsOfManagedInstance(
  instance: ManagedInstance,
  { applications, applicationsAt, detail }: ReadInventory,
  at: number,
): HostFacts {
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
      applications.map(({ recognition, text }) => ({
        recognition,
        instance: null,
        evidence: {
          source: 'ssm-inventory',
          location: `${instance.instanceId} AWS:Application`,
          text,
          seenAt: applicationsAt ?? seenAt,
        },
      })),
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
