import type { InventoryCapture, InventoryEntries } from './aws-facts.ts';
import { compareSoftware, type SoftwareDifference } from './compare-software.ts';
import type { Finding } from './finding.ts';
import { examples, hostFinding, isoOf } from './host-finding.ts';
import { type InventoryTopology, inventoryTopology } from './inventory-facts.ts';
import { type Unjudged, withheld } from './judgement.ts';
import { countCause, STICKY_MS, unreadCounts } from './likely-cause.ts';
import type { HostMatch } from './match-hosts.ts';
import type { HostState } from './reconciled-host.ts';

/** One host, its registration, and what SSM's inventory says of it. */
export interface InventoriedPair extends HostMatch {
  readonly captures: readonly InventoryCapture[];
  /** Entries of the types that are compared, by content. */
  entriesOf(contentNo: number): InventoryEntries;
  /** The instant that is asked about. */
  readonly at: number;
  /** From when on SSM's ping or capture is called old, in milliseconds. */
  readonly ssmStaleAfterMs: number;
}

const DETAIL = 'AWS:InstanceDetailedInformation';
const APPLICATION = 'AWS:Application';
/** The types whose entries are compared. */
export const COMPARED_TYPES: readonly string[] = [DETAIL, APPLICATION];

const COUNTS = [
  ['sockets', 'socket-count-differs', 'sockets'],
  ['cores', 'core-count-differs', 'cores'],
  ['logicalProcessors', 'logical-processor-count-differs', 'logical processors'],
] as const;

/**
 * The instants at which our history must be asked before the pair can be compared: SSM's captures that differ from what the
 * host is now, where the host has changed since. A capture that agrees with the host of now needs no past.
 */
export function instantsToRecall(pair: InventoriedPair): readonly number[] {
  const { host } = pair;
  const { detail, applications } = inventoryOf(pair);
  const instants = new Set<number>();
  if (detail !== null && detail.capturedAt < host.topologySince && countsDiffer(host, detail.topology))
    instants.add(detail.capturedAt);
  if (applications !== null && applications.capturedAt < host.softwareSince && softwareDiffers())
    instants.add(applications.capturedAt);
  return [...instants];

  function softwareDiffers(): boolean {
    if (host.software === null || applications === null) return false;
    const { onlyInSsm, onlyInAgent } = compareSoftware(host.software, host.softwareComplete, applications);
    return onlyInSsm.length + onlyInAgent.length > 0;
  }
}

/**
 * Differences of one pair, like with like in time: SSM's capture beside what the host was then. `recall`: the host at one of
 * the instants of `instantsToRecall`; undefined where nothing is known of it then.
 */
export function comparePair(
  pair: InventoriedPair,
  recall: (instant: number) => HostState | undefined,
): (Finding | Unjudged)[] {
  return [...staleness(pair), ...counts(pair, recall), ...software(pair, recall)];
}

/** SSM's inventory where it says something and when: an empty list is what a failed gathering looks like. */
function inventoryOf({ captures, entriesOf, at }: InventoriedPair) {
  const item = (typeName: string) => {
    const found = captures.find((one) => one.typeName === typeName);
    if (found === undefined || found.capturedAt === null) return null;
    const entries = entriesOf(found.contentNo);
    // Captures of unchanged content carry the newest time: for a past instant that is too late.
    return entries.length === 0 ? null : { entries, capturedAt: Math.min(found.capturedAt, at) };
  };
  const detail = item(DETAIL);
  const topology = detail === null ? null : inventoryTopology(detail);
  return {
    detail: detail === null || topology === null ? null : { capturedAt: detail.capturedAt, topology },
    applications: item(APPLICATION),
  };
}

function staleness({ host, instance, captures: items, at, ssmStaleAfterMs }: InventoriedPair): Finding[] {
  const old = [
    ['last ping', instance.lastPingAt] as const,
    ...items.map(({ typeName, capturedAt }) => [typeName, capturedAt] as const),
  ].flatMap(([what, time]) => (time !== null && at - time > ssmStaleAfterMs ? [{ what, time }] : []));
  if (old.length === 0) return [];
  const times = old.filter(({ what }) => what !== 'last ping').map(({ time }) => time);
  const said = old.map(({ what, time }) => `${what} ${isoOf(time)}`).join(', ');
  return [
    hostFinding(
      'stale-ssm',
      host,
      `${host.name} (${instance.instanceId}): ${said}`,
      {
        ours: { lastSeenAt: isoOf(host.lastSeenAt) },
        cause: stickiness(instance.lastPingAt, at, ssmStaleAfterMs),
        theirs: {
          lastPingAt: isoOf(instance.lastPingAt),
          capturedAt: times.length === 0 ? null : isoOf(Math.min(...times)),
          pingStatus: instance.pingStatus,
        },
      },
      instance.instanceId,
    ),
  ];
}

function stickiness(lastPingAt: number | null, at: number, staleAfterMs: number): string | undefined {
  if (lastPingAt === null || at - lastPingAt <= staleAfterMs) return undefined;
  const until = lastPingAt + STICKY_MS;
  return until > at
    ? `SSM Agent is silent; License Manager counts the instance as active until ${isoOf(until)}`
    : 'SSM Agent has been silent for more than the 30 days that License Manager waits';
}

function countsDiffer(state: HostState, theirs: InventoryTopology): boolean {
  return COUNTS.some(([field]) => {
    const [our, their] = [state.topology[field], theirs[field]];
    return our !== null && their !== null && our !== their;
  });
}

function counts(
  pair: InventoriedPair,
  recall: (instant: number) => HostState | undefined,
): (Finding | Unjudged)[] {
  const { host, instance } = pair;
  const { detail } = inventoryOf(pair);
  const differs = (
    kind: Finding['kind'],
    summary: string,
    ours: Finding['ours'] = {},
    theirs: Finding['theirs'] = {},
  ) => hostFinding(kind, host, summary, { ours, theirs }, instance.instanceId);
  if (detail === null)
    return COUNTS.map(([, kind]) =>
      withheld(differs(kind, ''), 'SSM has no processor inventory of the host'),
    );
  const { topology: theirs, capturedAt } = detail;
  const changed = capturedAt < host.topologySince && countsDiffer(host, theirs);
  const state = changed ? recall(capturedAt) : host;
  return COUNTS.flatMap(([field, kind, words]): (Finding | Unjudged)[] => {
    if (state === undefined) return [withheld(differs(kind, ''), CAPTURE_TOO_OLD)];
    const [our, their] = [state.topology[field], theirs[field]];
    if (our === null || their === null) {
      const reason = their === null ? unreadCounts(theirs, state.topology) : null;
      return [withheld(differs(kind, ''), reason ?? `${words} are unknown on one side`)];
    }
    if (our === their) return [];
    const summary = `${host.name}: ${our} ${words} here, ${their} in SSM`;
    return [
      {
        ...differs(
          kind,
          summary,
          { [field]: our, ...(changed && { asOf: isoOf(capturedAt) }) },
          { [field]: their, capturedAt: isoOf(capturedAt) },
        ),
        cause: countCause(field, state.topology, theirs),
      },
    ];
  });
}

const CAPTURE_TOO_OLD = 'SSM’s capture is older than what is known of the host';

function software(
  pair: InventoriedPair,
  recall: (instant: number) => HostState | undefined,
): (Finding | Unjudged)[] {
  const { host, instance } = pair;
  const { applications } = inventoryOf(pair);
  const about = (kind: 'software-only-in-ssm' | 'software-only-in-agent', reason: string) =>
    withheld(hostFinding(kind, host, '', { ours: {}, theirs: {} }, instance.instanceId), reason);
  const neither = (reason: string) => [
    about('software-only-in-ssm', reason),
    about('software-only-in-agent', reason),
  ];
  if (applications === null) return neither('SSM has no software inventory of the host, or an empty one');
  const { capturedAt } = applications;
  const compare = ({ software: list, softwareComplete }: HostState): SoftwareDifference | null =>
    list === null ? null : compareSoftware(list, softwareComplete, applications);
  const now = compare(host);
  if (now === null) return neither('the agent never listed software there');
  const changed = capturedAt < host.softwareSince && now.onlyInAgent.length + now.onlyInSsm.length > 0;
  const state = changed ? recall(capturedAt) : host;
  const difference = state === undefined ? null : compare(state);
  if (state === undefined || difference === null) return neither(CAPTURE_TOO_OLD);
  const theirs = { managedInstanceId: instance.instanceId, capturedAt: isoOf(capturedAt) };
  const ours = changed ? { asOf: isoOf(capturedAt) } : {};
  const { onlyInSsm, onlyInAgent, dpkgOnlyInSsm } = difference;
  const removed =
    dpkgOnlyInSsm > 0
      ? `${dpkgOnlyInSsm} are dpkg packages, removed and not purged: SSM lists these`
      : undefined;
  return [
    ...(state.softwareComplete
      ? listed('software-only-in-ssm', onlyInSsm, 'titles only in SSM', (found) => ({
          ours,
          theirs: { ...theirs, ...found },
          cause: removed,
        }))
      : [about('software-only-in-ssm', 'the agent’s list of software is incomplete')]),
    ...listed('software-only-in-agent', onlyInAgent, 'titles SSM does not list', (found) => ({
      ours: { ...ours, ...found },
      theirs,
    })),
  ];

  function listed(
    kind: 'software-only-in-ssm' | 'software-only-in-agent',
    names: readonly string[],
    words: string,
    sides: (found: { titles: number; examples: string }) => Pick<Finding, 'ours' | 'theirs' | 'cause'>,
  ): Finding[] {
    if (names.length === 0) return [];
    const found = { titles: names.length, examples: examples(names) };
    const summary = `${host.name}: ${names.length} ${words} (${found.examples})`;
    return [hostFinding(kind, host, summary, sides(found), instance.instanceId)];
  }
}
