import { AppError } from '../errors.ts';
import type { JoinTokenRecord } from '../ports/token-store.ts';
import { addressInCidr } from './address-in-cidr.ts';

/** Throws AppError `forbidden` where the token does not admit this host at this time from this address. */
export function checkToken(
  token: JoinTokenRecord,
  { at, address, hostName }: { at: number; address: string; hostName: string },
): void {
  if (token.revokedAt !== null) throw new AppError('forbidden', 'the join token was revoked');
  if (at >= token.expiresAt) throw new AppError('forbidden', 'the join token has expired');
  if (token.uses >= token.maxUses) throw noUseLeft();
  if (token.hostPattern !== null && !matchesPattern(token.hostPattern, hostName)) {
    throw new AppError(
      'forbidden',
      `the join token admits hosts named ${token.hostPattern}, not ${hostName}`,
    );
  }
  if (token.cidrs.length > 0 && !token.cidrs.some((cidr) => addressInCidr(address, cidr))) {
    throw new AppError('forbidden', `the join token does not admit the address ${address}`);
  }
}

export function noUseLeft(): AppError {
  return new AppError(
    'forbidden',
    'the join token has no use left: create one with `coreledger token create`',
  );
}

function matchesPattern(pattern: string, hostName: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^.]*')}$`).test(hostName.toLowerCase());
}
