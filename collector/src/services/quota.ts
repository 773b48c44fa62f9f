import { AppError } from '../errors.ts';

const MAX_KEYS = 200_000;
const SWEPT_AT_LEAST = 1_000;

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
  const msEach = 1000 / perSecond;
  /** When each bucket that is not full will be. Most senders' is a second later, so that a large fleet takes no room here. */
  const fullAt = new Map<string, number>();
  let sweepAt = SWEPT_AT_LEAST;

  /** How long the bucket takes to fill up, milliseconds. */
  function missing(key: string, at: number): number {
    const ms = Math.max(0, (fullAt.get(key) ?? at) - at);
    // More than all of it is missing only to a clock that was set back.
    return ms > burst * msEach ? 0 : ms;
  }

  function check(key: string, at: number): void {
    const left = burst - missing(key, at) / msEach;
    if (left >= 1) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((burst / 4 - left) / perSecond));
    throw new AppError('rate-limited', refusal, { retryAfterSeconds });
  }

  function sweep(at: number): void {
    for (const [key, instant] of fullAt) if (instant <= at) fullAt.delete(key);
    if (fullAt.size >= MAX_KEYS) fullAt.clear();
    sweepAt = Math.max(SWEPT_AT_LEAST, fullAt.size * 2);
  }

  return {
    check,
    charge(key, at) {
      check(key, at);
      if (fullAt.size >= Math.min(sweepAt, MAX_KEYS)) sweep(at);
      fullAt.set(key, at + missing(key, at) + msEach);
    },
  };
}
