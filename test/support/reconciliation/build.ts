import type { ScopeCoverage } from '../../../collector/src/reconciliation/aws-coverage.ts';
import type { InventoryItem, ManagedInstance } from '../../../collector/src/reconciliation/aws-facts.ts';
import { comparableSoftware } from '../../../collector/src/reconciliation/comparable-software.ts';
import type { ReconciledHost } from '../../../collector/src/reconciliation/reconciled-host.ts';
import { dpkgItem, identity } from '../collector/test-agent.ts';

export const AT = Date.UTC(2026, 10, 24);
export const DAY = 86_400_000;
const SCOPE = { account: '111111111111', region: 'eu-central-1' };

/** A two-socket host with a registration and one package; `change` what matters. */
export function reconciledHost(change: Partial<ReconciledHost> = {}): ReconciledHost {
  return {
    hostId: 'host-1',
    name: 'db01',
    identity: identity(),
    topology: {
      sockets: 2,
      cores: 16,
      logicalProcessors: 32,
      socketCores: [8, 8],
      socketSlots: 2,
      smt: true,
      virtual: false,
      architecture: 'x86_64',
      cpuVendor: null,
      cpuModel: null,
      conflicts: [],
    },
    topologySince: 0,
    placement: { kind: 'physical', hypervisor: null, cloud: null, physicalHostId: null, cluster: null },
    managedInstanceIds: ['mi-0123456789abcdef0'],
    mergedManagedInstanceIds: [],
    registration: { known: true, region: SCOPE.region, since: 0 },
    firstSeenAt: 0,
    lastSeenAt: AT,
    stale: false,
    software: comparableSoftware([dpkgItem('bash')]),
    softwareComplete: true,
    softwareSince: 0,
    ...change,
  };
}

/** A source whose units of these names were read to their end. */
export function scopeCoverage(
  change: Partial<ScopeCoverage> = {},
  read = ['managed-instance'],
): ScopeCoverage {
  return {
    source: 'main',
    ...SCOPE,
    wholeAt: new Map(read.map((unit) => [unit, AT])),
    known: true,
    failure: null,
    ...change,
  };
}

export function managedInstance(change: Partial<ManagedInstance> = {}): ManagedInstance {
  return {
    ...SCOPE,
    instanceId: 'mi-0123456789abcdef0',
    origin: 'hybrid',
    resourceType: 'ManagedInstance',
    sourceId: null,
    name: null,
    computerName: 'db01.example.org',
    ipAddress: null,
    platformType: 'Linux',
    platformName: 'Debian GNU/Linux',
    platformVersion: '12',
    pingStatus: 'Online',
    lastPingAt: AT,
    agentVersion: '3.3.0.0',
    activationId: null,
    iamRole: null,
    registeredAt: null,
    tags: {},
    ...change,
  };
}

export function inventoryItem(
  typeName: string,
  entries: InventoryItem['entries'],
  capturedAt = AT,
): InventoryItem {
  return {
    ...SCOPE,
    instanceId: 'mi-0123456789abcdef0',
    typeName,
    schemaVersion: '1.0',
    capturedAt,
    contentHash: null,
    entries,
  };
}
