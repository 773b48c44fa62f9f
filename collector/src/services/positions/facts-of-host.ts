import type { HostFacts, Topology } from '../../licensing/host-facts.ts';
import type { Installation } from '../../licensing/installation.ts';
import type { FleetHost } from '../../ports/fleet-store.ts';
import type { ManagedInstance } from '../../reconciliation/aws-facts.ts';

const NONE: readonly string[] = [];

export interface HostContext {
  readonly at: number;
  readonly staleAfterMs: number;
  readonly topology: Topology;
  readonly installations: readonly Installation[];
  /** Systems Manager's registrations of this host. */
  readonly managedInstances: readonly ManagedInstance[];
}

/** A host that an agent reports, as licensing sees it, but for where it runs: that takes the whole fleet. A section that could not be read leaves what was known before. */
export function factsOfHost(host: FleetHost, context: HostContext): Omit<HostFacts, 'placement'> {
  const { topology, installations, managedInstances, at, staleAfterMs } = context;
  const system = host.sections.operatingSystem?.value;
  const [first] = managedInstances;
  return {
    hostId: host.hostId,
    name: host.name,
    origin: 'agent',
    topology,
    memoryBytes: host.sections.memory?.value.totalBytes ?? null,
    operatingSystem: {
      family: system?.family ?? 'other',
      id: system?.id ?? null,
      name: first?.platformName ?? system?.name ?? null,
      versionId: system?.versionId ?? null,
      edition: system?.edition ?? null,
    },
    installations,
    tags:
      managedInstances.length === 0
        ? host.tags
        : { ...Object.assign({}, ...managedInstances.map((one) => one.tags)), ...host.tags },
    managedInstanceIds: managedInstanceIdsOf(host),
    awsAccounts:
      managedInstances.length === 0 ? NONE : [...new Set(managedInstances.map((one) => one.account))],
    lastSeenAt: host.lastSeenAt,
    stale: at - host.lastSeenAt > staleAfterMs,
    softwareComplete: isWhole(host),
  };
}

export function managedInstanceIdsOf(host: FleetHost): readonly string[] {
  const ids = [
    host.sections.ssmRegistration?.value.managedInstanceId ?? null,
    host.identity.managedInstanceId,
    ...host.mergedManagedInstanceIds,
  ];
  return [...new Set(ids.filter((id) => id !== null))];
}

function isWhole(host: FleetHost): boolean {
  return (
    host.software?.complete === true &&
    host.trouble.software === undefined &&
    host.sections.editions?.complete !== false &&
    host.trouble.editions?.status !== 'failed'
  );
}
