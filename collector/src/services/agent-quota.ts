import { AppError } from '../errors.ts';

const MAX_AGENTS = 200_000;

/**
 * A bucket of messages per agent: `burst` at once (a spool that waited out a long outage), then `perSecond`. Only verified
 * senders are charged, so nobody can use up another's. Throws AppError `rate-limited`.
 */
export function createAgentQuota({ burst, perSecond }: { burst: number; perSecond: number }) {
  const buckets = new Map<string, { left: number; at: number }>();

  return function charge(agentId: string, at: number): void {
    const bucket = buckets.get(agentId) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + (Math.max(0, at - bucket.at) / 1000) * perSecond);
    if (left < 1) {
      throw new AppError('rate-limited', 'this agent sends more than is sensible: check its schedule', {
        retryAfterSeconds: Math.ceil((burst / 4 - left) / perSecond),
      });
    }
    if (!buckets.has(agentId) && buckets.size >= MAX_AGENTS) buckets.clear();
    buckets.set(agentId, { left: left - 1, at });
  };
}
