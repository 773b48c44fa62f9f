import { awsError, errorName } from './aws-error.ts';
import type { AwsOperation } from './permissions.ts';

/** How a call is tried again where the SDK does not. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Ceiling of the first pause; it doubles up to `maxDelayMs`. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

/**
 * License Manager's throttling name is on no retry list of the SDK (it is tried again with status 429 alone), and an answer
 * that was cut off is not tried again either. Everything else is the SDK's own retry.
 */
const RETRIED_HERE: readonly string[] = ['RateLimitExceededException', 'SyntaxError'];

/** A throttled call did nothing. Any other failure of a call that changes AWS may have come after the change. */
export const SAFE_TO_SEND_AGAIN: readonly string[] = ['RateLimitExceededException', 'ThrottlingException'];

/** Calls, retries, and turns what remains into an AppError. */
export async function callAws<Answer>(
  operation: AwsOperation,
  send: () => Promise<Answer>,
  policy: RetryPolicy,
  retried = RETRIED_HERE,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt >= policy.attempts || !retried.includes(errorName(error))) {
        throw awsError(operation, error);
      }
      const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
      await policy.sleep(ceiling * policy.random());
    }
  }
}
