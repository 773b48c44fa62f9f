import type { HostFacts } from '../../licensing/host-facts.ts';
import type { ManagedInstance } from '../aws-facts.ts';
import type { PlanStep } from './plan.ts';

/**
 * Registrations that nobody heard of for long: License Manager counts each for 30 more days. EC2 and other clouds' machines are
 * never among them, nor a registration that a host still reports to be its own.
 */
export function planDeregistrations(
  source: string,
  instances: readonly ManagedInstance[],
  hosts: Iterable<HostFacts>,
  at: number,
  afterMs: number,
): PlanStep[] {
  const alive = new Set(
    [...hosts]
      .filter((host) => host.origin === 'agent' && !host.stale)
      .flatMap((host) => host.managedInstanceIds),
  );
  return instances.flatMap((instance): PlanStep[] => {
    const { account, region, instanceId, lastPingAt, pingStatus, origin } = instance;
    const isGone =
      instanceId.startsWith('mi-') &&
      origin === 'hybrid' &&
      pingStatus !== 'Online' &&
      lastPingAt !== null &&
      at - lastPingAt > afterMs &&
      !alive.has(instanceId);
    if (!isGone) return [];
    const name = instance.computerName ?? instance.name ?? 'unnamed';
    return [
      {
        source,
        account,
        region,
        kind: 'deregister',
        instanceId,
        text: `deregister ${instanceId} (${name}); this cannot be undone`,
        reason: `Systems Manager last heard of it on ${new Date(lastPingAt).toISOString().slice(0, 10)}, and no agent reports from it`,
      },
    ];
  });
}
