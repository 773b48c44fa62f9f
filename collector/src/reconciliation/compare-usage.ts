import type { ConsumptionLine } from '../licensing/consumption.ts';
import type { HostFacts } from '../licensing/host-facts.ts';
import type { LicenseUsage, ManagedInstance } from './aws-facts.ts';
import { managedInstanceOf } from './find-license-differences.ts';
import type { FormerRegistration } from './former-registrations.ts';
import { isoOf } from './host-finding.ts';
import { STICKY_MS } from './likely-cause.ts';

/** One host on which the two sides count differently under one license configuration, in its unit. null: unknown, 0: nothing. */
export interface ResourceComparison {
  readonly name: string;
  readonly hostId: string | null;
  readonly managedInstanceId: string | null;
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly cause: string;
}

export interface UsageInput {
  readonly at: number;
  readonly unit: string;
  /** Lines of the license. */
  readonly lines: readonly ConsumptionLine[];
  /** Usage of the configuration. */
  readonly usage: readonly LicenseUsage[];
  readonly hosts: ReadonlyMap<string, HostFacts>;
  readonly instances: ReadonlyMap<string, ManagedInstance>;
  readonly superseded: ReadonlyMap<string, FormerRegistration>;
}

const SILENT_MS = 86_400_000;

/** Resource by resource, why License Manager's count of the managed instances is not ours; what is alike is left out. */
export function compareUsage(input: UsageInput): readonly ResourceComparison[] {
  const { lines, usage, hosts } = input;
  const hostOf = new Map(
    [...hosts.values()].flatMap((host) => host.managedInstanceIds.map((id) => [id, host] as const)),
  );
  const linesOf = Map.groupBy(lines, ({ hostId }) => hostId);
  const met = new Set<string>();
  const different: ResourceComparison[] = [];
  for (const { resourceArn, consumed } of usage) {
    const id = managedInstanceOf(resourceArn);
    if (id === null) continue;
    const host = hostOf.get(id);
    const own = host === undefined || met.has(host.hostId) ? [] : (linesOf.get(host.hostId) ?? []);
    if (host !== undefined) met.add(host.hostId);
    const ours = quantityOf(own);
    if (ours === consumed) continue;
    different.push({
      name: host?.name ?? input.superseded.get(id)?.hostName ?? input.instances.get(id)?.computerName ?? id,
      hostId: host?.hostId ?? null,
      managedInstanceId: id,
      ours,
      theirs: consumed,
      cause: causeOf(input, id, host, own),
    });
  }
  for (const [hostId, own] of linesOf) {
    const ours = quantityOf(own);
    if (met.has(hostId) || ours === 0) continue;
    different.push({
      name: own[0]?.hostName ?? hostId,
      hostId,
      managedInstanceId: hosts.get(hostId)?.managedInstanceIds.at(-1) ?? null,
      ours,
      theirs: 0,
      cause: 'not associated in License Manager, which counts what is associated',
    });
  }
  return different.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function quantityOf(lines: readonly ConsumptionLine[]): number | null {
  let total = 0;
  for (const { measurement } of lines) {
    if (measurement.kind !== 'measured') return null;
    total += measurement.quantity;
  }
  return total;
}

function causeOf(
  { at, unit, instances, superseded }: UsageInput,
  id: string,
  host: HostFacts | undefined,
  lines: readonly ConsumptionLine[],
): string {
  const instance = instances.get(id);
  const sticky = stickyUntil(instance, at);
  const former = superseded.get(id);
  if (former !== undefined)
    return `${former.why === 'retired' ? 'retired here' : 'registered anew here'}: ${sticky ?? 'License Manager still counts the registration'}`;
  if (host === undefined)
    return instance === undefined
      ? 'Systems Manager lists it no more; License Manager updates what it counts when the inventory is purged, after 30 days'
      : `no agent reports from there${sticky === null ? '' : `; ${sticky}`}`;
  const [line] = lines;
  if (line === undefined)
    return `associated; nothing of it is known to be installed there${sticky === null ? '' : `; ${sticky}`}`;
  if (line.state !== 'counted')
    return `${line.state} here${line.exemption === null ? '' : `: ${line.exemption.reason}`}`;
  if (line.measurement.kind !== 'measured') return 'not measurable here';
  if (sticky !== null) return sticky;
  if (unit !== 'vcpu') return 'counted otherwise by the rule of this license';
  const { logicalProcessors } = host.topology;
  return `License Manager counts the logical processors of SSM’s inventory; the host has ${logicalProcessors ?? 'an unknown number of'} now`;
}

/** The words for an instance that is silent and counted all the same; null where it is not. */
function stickyUntil(instance: ManagedInstance | undefined, at: number): string | null {
  const last = instance?.lastPingAt ?? null;
  if (last === null || at - last <= SILENT_MS) return null;
  return `silent since ${isoOf(last)}, and License Manager counts a managed instance as active for 30 days (until ${isoOf(last + STICKY_MS)})`;
}
