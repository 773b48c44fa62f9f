import { createHash } from 'node:crypto';
import type { WireInput } from './operation.ts';
import { ServiceError } from './service-error.ts';

export interface PagePolicy {
  readonly default: number;
  readonly max: number;
  readonly invalidToken: string;
}

export const ssmPages: PagePolicy = { default: 10, max: 50, invalidToken: 'InvalidNextToken' };
export const licensePages: PagePolicy = {
  default: 50,
  max: 100,
  invalidToken: 'InvalidParameterValueException',
};

/** One page of `items`; a token holds for the same request alone. */
export function paginate<Item>(
  items: readonly Item[],
  input: WireInput,
  policy: PagePolicy,
  limit: number,
): { items: Item[]; next: { NextToken?: string } } {
  const { NextToken, MaxResults, ...rest } = input ?? {};
  const request = createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 12);
  const offset = NextToken === undefined || NextToken === '' ? 0 : readToken(NextToken, request, policy);
  const size = Math.min(MaxResults ?? policy.default, policy.max, limit);
  const end = offset + size;
  return {
    items: items.slice(offset, end),
    next: end < items.length ? { NextToken: Buffer.from(`${request}:${end}`).toString('base64url') } : {},
  };
}

function readToken(token: string, request: string, policy: PagePolicy): number {
  const [signed, offset] = Buffer.from(token, 'base64url').toString().split(':');
  if (signed !== request || !/^\d+$/.test(offset ?? '')) {
    throw new ServiceError(policy.invalidToken, 'The specified token is not valid.');
  }
  return Number(offset);
}
