import type { ManagedInstance } from './aws-facts.ts';

/** A registration that a host of ours had: it was registered anew since, or the host was retired. */
export interface FormerRegistration {
  readonly managedInstanceId: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly why: 're-registered' | 'retired';
  /** Epoch ms. */
  readonly endedAt: number;
}

/**
 * The former registrations behind which no machine is alive: SSM heard nothing from there since. One that has pinged later is a
 * machine of its own (a clone, a retired host that runs on) and keeps counting, and so does one whose last ping is unknown.
 */
export function supersededRegistrations(
  instances: readonly ManagedInstance[],
  former: readonly FormerRegistration[],
): ReadonlyMap<string, FormerRegistration> {
  const byId = new Map(former.map((one) => [one.managedInstanceId, one]));
  return new Map(
    instances.flatMap(({ instanceId, lastPingAt }) => {
      const ended = byId.get(instanceId);
      return ended !== undefined && lastPingAt !== null && lastPingAt <= ended.endedAt
        ? [[instanceId, ended] as const]
        : [];
    }),
  );
}
