import { AppError } from '../errors.ts';

/** A count as AWS sends it: absent is unknown. AppError `aws-unavailable` on what is no whole number from 0: it must not be summed. */
export function readCount(value: number | undefined | null): number | null {
  if (value === undefined || value === null) return null;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new AppError('aws-unavailable', `${JSON.stringify(value)} is no count`);
}
