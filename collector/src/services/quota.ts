import { AppError } from '../errors.ts';

const MAX_KEYS = 200_000;

/** A bucket per key: `burst` at once, then `perSecond`. Both methods throw AppError `rate-limited` where it is empty. */
export interface Quota {
  charge(key: string, at: number): void;
  /** Refuses like `charge`, and takes nothing. */
  check(key: string, at: number): void;
}

export function createQuota({
  burst,
  perSecond,
  refusal,
}: {
  burst: number;
  perSecond: number;
  refusal: string;
}): Quota {
  const buckets = new Map<string, { left: number; at: number }>();

  function leftOf(key: string, at: number): number {
    const bucket = buckets.get(key) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + (Math.max(0, at - bucket.at) / 1000) * perSecond);
    if (left >= 1) return left;
    const retryAfterSeconds = Math.max(1, Math.ceil((burst / 4 - left) / perSecond));
    throw new AppError('rate-limited', refusal, { retryAfterSeconds });
  }

  return {
    check: (key, at) => void leftOf(key, at),
    charge(key, at) {
      const left = leftOf(key, at) - 1;
      if (!buckets.has(key) && buckets.size >= MAX_KEYS) buckets.clear();
      buckets.set(key, { left, at });
    },
  };
}
