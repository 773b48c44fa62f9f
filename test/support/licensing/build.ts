import type { HostFacts, Placement, Topology } from '../../../collector/src/licensing/host-facts.ts';
import type { Installation } from '../../../collector/src/licensing/installation.ts';
import type { License } from '../../../collector/src/licensing/license.ts';
import { EVERYWHERE } from '../../../collector/src/licensing/scope.ts';

export const AT = Date.parse('2026-11-24T00:00:00Z');

/** A physical x86 host of the given sockets; `overrides` replaces what the test is about. */
export function physicalHost(
  hostId: string,
  socketCores: readonly number[],
  overrides: Partial<Omit<HostFacts, 'topology' | 'placement'>> & {
    readonly topology?: Partial<Topology>;
    readonly placement?: Partial<Placement>;
  } = {},
): HostFacts {
  const cores = socketCores.reduce((total, one) => total + one, 0);
  const { topology, placement, ...rest } = overrides;
  return {
    hostId,
    name: hostId,
    origin: 'agent',
    topology: {
      sockets: socketCores.length,
      cores,
      logicalProcessors: cores * 2,
      socketCores,
      socketSlots: socketCores.length,
      smt: true,
      virtual: false,
      architecture: 'x86_64',
      cpuVendor: 'GenuineIntel',
      cpuModel: 'Intel(R) Xeon(R) Gold 6342 CPU @ 2.80GHz',
      conflicts: [],
      ...topology,
    },
    placement: {
      kind: 'physical',
      hypervisor: null,
      cloud: null,
      physicalHostId: null,
      cluster: null,
      ...placement,
    },
    memoryBytes: 64 * 1024 ** 3,
    operatingSystem: { family: 'linux', id: 'rhel', name: null, versionId: '9', edition: null },
    installations: [],
    tags: {},
    managedInstanceIds: [],
    awsAccounts: [],
    lastSeenAt: AT,
    stale: false,
    softwareComplete: true,
    ...rest,
  };
}

export function installation(product: string, overrides: Partial<Installation> = {}): Installation {
  return {
    product,
    edition: null,
    version: null,
    instance: null,
    confidence: 'high',
    evidence: [{ source: 'dpkg', location: '/var/lib/dpkg/status', text: product, seenAt: AT }],
    ...overrides,
  };
}

export function license(id: string, overrides: Partial<License> = {}): License {
  return {
    id,
    name: id,
    owned: null,
    metric: 'core',
    switches: {},
    figures: {},
    selectors: [],
    scope: EVERYWHERE,
    doubts: [],
    exemptionTags: ['excluded'],
    exemptions: [],
    eligibility: [],
    priority: 100,
    validFrom: null,
    expiresAt: null,
    configurations: [],
    choice: null,
    sources: { selectors: 'licenses-file', metric: 'licenses-file', owned: null, scope: null },
    ...overrides,
  };
}
