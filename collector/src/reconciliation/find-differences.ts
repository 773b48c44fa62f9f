import type { InventoryItem, ManagedInstance, SourceFreshness } from './aws-facts.ts';
import { compareSoftware, type SoftwareDifference } from './compare-software.ts';
import type { Finding, FindingKind } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';
import { inventoryTopology } from './inventory-facts.ts';
import { matchHosts } from './match-hosts.ts';
import type { ReconciledHost } from './reconciled-host.ts';

export interface DifferencesInput {
  readonly at: number;
  readonly hosts: readonly ReconciledHost[];
  readonly instances: readonly ManagedInstance[];
  readonly inventory: (instanceId: string, typeName: string) => InventoryItem | undefined;
  readonly freshness: readonly SourceFreshness[];
  /** From when on SSM's ping or capture is called old, in milliseconds. */
  readonly ssmStaleAfterMs: number;
}

const EXAMPLES = 10;

/** Differences between our hosts and Systems Manager's, each in like units. */
export function findDifferences(input: DifferencesInput): Finding[] {
  const { hosts, instances } = input;
  const { pairs, unknownToAws, unregistered, withoutAgent, claimedTwice } = matchHosts(hosts, instances);
  const findings: Finding[] = [
    // What runs in AWS is counted there; a missing agent matters on-premises.
    ...withoutAgent.filter(({ origin }) => origin === 'hybrid').map(agentMissing),
    // Where AWS was never read, a registration it does not list proves nothing.
    ...(instances.length === 0 ? [] : unknownToAws).map(({ host, instanceId }) =>
      finding(
        're-registered',
        host,
        `${host.name} is registered as ${instanceId}, which AWS does not list`,
        { managedInstanceId: instanceId },
        { managedInstances: 'none' },
      ),
    ),
    ...(instances.length === 0
      ? []
      : unregistered.map((host) =>
          finding(
            'not-managed-by-ssm',
            host,
            `${host.name} reports to us and is in no inventory of Systems Manager`,
            { managedInstanceId: null },
            {},
          ),
        )),
    ...claimedTwice.flatMap(({ instance, hosts: claimants }) => [twice(instance, claimants)]),
    ...input.freshness.filter(({ staleSince }) => staleSince !== null).map(sourceStale),
  ];
  for (const host of hosts) findings.push(...ownDoubts(host));
  for (const { host, instance } of pairs)
    findings.push(...staleness(host, instance, input), ...counts(host, instance, input));
  for (const { host, instance } of pairs) {
    const item = input.inventory(instance.instanceId, 'AWS:Application');
    const difference = compareSoftware(host.software, host.softwareComplete, item);
    if (difference !== null) findings.push(...software(host, instance, difference, item?.capturedAt ?? null));
  }
  return findings;
}

function agentMissing(instance: ManagedInstance): Finding {
  const name = instance.computerName ?? instance.name ?? instance.instanceId;
  return {
    kind: 'agent-missing',
    key: `agent-missing:${instance.instanceId}`,
    severity: findingCatalog['agent-missing'].severity,
    hostId: null,
    license: null,
    summary: `${name} (${instance.instanceId}) is managed by SSM and no agent reports from there`,
    ours: {},
    theirs: {
      account: instance.account,
      region: instance.region,
      platform: instance.platformName,
      lastPingAt: isoOf(instance.lastPingAt),
    },
  };
}

function twice(instance: ManagedInstance, hosts: readonly ReconciledHost[]): Finding {
  const names = hosts
    .map(({ name }) => name)
    .toSorted()
    .join(', ');
  return {
    kind: 'identity-claimed-twice',
    key: `identity-claimed-twice:${instance.instanceId}`,
    severity: findingCatalog['identity-claimed-twice'].severity,
    hostId: hosts[0]?.hostId ?? null,
    license: null,
    summary: `${hosts.length} hosts carry the registration ${instance.instanceId}: ${names}`,
    ours: { hosts: names },
    theirs: { managedInstanceId: instance.instanceId, computerName: instance.computerName },
  };
}

function sourceStale({ account, region, kind, staleSince, error }: SourceFreshness): Finding {
  return {
    kind: 'source-stale',
    key: `source-stale:${account}:${region}:${kind}`,
    severity: findingCatalog['source-stale'].severity,
    hostId: null,
    license: null,
    summary: `${kind} of ${account} ${region}: stale since ${isoOf(staleSince)}`,
    ours: {},
    theirs: { staleSince: isoOf(staleSince), error },
  };
}

function ownDoubts(host: ReconciledHost): Finding[] {
  const { topology, placement } = host;
  const missing = (['sockets', 'cores', 'logicalProcessors'] as const).filter(
    (field) => topology[field] === null,
  );
  return [
    ...(host.stale
      ? [
          finding(
            'stale-agent',
            host,
            `${host.name} was last heard of ${isoOf(host.lastSeenAt)}; it keeps counting`,
            { lastSeenAt: isoOf(host.lastSeenAt) },
            {},
          ),
        ]
      : []),
    ...(missing.length > 0
      ? [
          finding(
            'topology-unknown',
            host,
            `${host.name}: ${missing.join(', ')} unknown`,
            { missing: missing.join(', ') },
            {},
          ),
        ]
      : []),
    ...(topology.conflicts.length > 0
      ? [
          finding(
            'source-conflict',
            host,
            `${host.name}: sources disagree on ${topology.conflicts.join(', ')}`,
            { fields: topology.conflicts.join(', ') },
            {},
          ),
        ]
      : []),
    ...(placement.kind === 'guest' && placement.physicalHostId === null && placement.cloud === null
      ? [
          finding(
            'physical-host-unknown',
            host,
            `${host.name} is a guest (${placement.hypervisor ?? 'hypervisor unknown'}) on an unknown physical host`,
            { hypervisor: placement.hypervisor },
            {},
          ),
        ]
      : []),
  ];
}

function staleness(
  host: ReconciledHost,
  instance: ManagedInstance,
  { at, inventory, ssmStaleAfterMs }: DifferencesInput,
): Finding[] {
  const captured = inventory(instance.instanceId, 'AWS:InstanceDetailedInformation')?.capturedAt ?? null;
  const old = [['last ping', instance.lastPingAt] as const, ['inventory', captured] as const].filter(
    ([, time]) => time !== null && at - time > ssmStaleAfterMs,
  );
  if (old.length === 0) return [];
  const said = old.map(([what, time]) => `${what} ${isoOf(time)}`).join(', ');
  return [
    finding(
      'stale-ssm',
      host,
      `${host.name} (${instance.instanceId}): ${said}`,
      { lastSeenAt: isoOf(host.lastSeenAt) },
      {
        lastPingAt: isoOf(instance.lastPingAt),
        capturedAt: isoOf(captured),
        pingStatus: instance.pingStatus,
      },
    ),
  ];
}

const COUNTS = [
  ['sockets', 'socket-count-differs'],
  ['cores', 'core-count-differs'],
  ['logicalProcessors', 'logical-processor-count-differs'],
] as const;

function counts(host: ReconciledHost, instance: ManagedInstance, { inventory }: DifferencesInput): Finding[] {
  const theirs = inventoryTopology(inventory(instance.instanceId, 'AWS:InstanceDetailedInformation'));
  if (theirs === null) return [];
  return COUNTS.flatMap(([field, kind]) => {
    const [our, their] = [host.topology[field], theirs[field]];
    if (our === null || their === null || our === their) return [];
    const words = { sockets: 'sockets', cores: 'cores', logicalProcessors: 'logical processors' }[field];
    return [
      finding(
        kind,
        host,
        `${host.name}: ${our} ${words} here, ${their} in SSM`,
        { [field]: our },
        { [field]: their, capturedAt: isoOf(theirs.capturedAt) },
      ),
    ];
  });
}

function software(
  host: ReconciledHost,
  instance: ManagedInstance,
  difference: SoftwareDifference,
  capturedAt: number | null,
): Finding[] {
  const captured = { managedInstanceId: instance.instanceId, capturedAt: isoOf(capturedAt) };
  return [
    ...(difference.onlyInSsm.length > 0
      ? [
          finding(
            'software-only-in-ssm',
            host,
            `${host.name}: ${difference.onlyInSsm.length} titles only in SSM (${examples(difference.onlyInSsm)})`,
            {},
            { ...captured, titles: difference.onlyInSsm.length, examples: examples(difference.onlyInSsm) },
          ),
        ]
      : []),
    ...(difference.onlyInAgent.length > 0
      ? [
          finding(
            'software-only-in-agent',
            host,
            `${host.name}: ${difference.onlyInAgent.length} titles SSM does not list (${examples(difference.onlyInAgent)})`,
            { titles: difference.onlyInAgent.length, examples: examples(difference.onlyInAgent) },
            captured,
          ),
        ]
      : []),
  ];
}

function examples(names: readonly string[]): string {
  const shown = names.slice(0, EXAMPLES).join(', ');
  return names.length > EXAMPLES ? `${shown}, …` : shown;
}

function finding(
  kind: FindingKind,
  host: ReconciledHost,
  summary: string,
  ours: Finding['ours'],
  theirs: Finding['theirs'],
): Finding {
  return {
    kind,
    key: `${kind}:${host.hostId}`,
    severity: findingCatalog[kind].severity,
    hostId: host.hostId,
    license: null,
    summary,
    ours,
    theirs,
  };
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
