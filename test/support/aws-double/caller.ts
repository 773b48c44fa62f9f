import { createHash } from 'node:crypto';
import { ServiceError, type ServiceName } from './service-error.ts';
import type { DoubleState } from './state.ts';

/** Who calls, as the SigV4 credential scope says. The signature itself is not verified. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly service: ServiceName;
  readonly arn: string;
  readonly userId: string;
}

const SERVICES: readonly string[] = ['ssm', 'license-manager', 'sts', 'sns', 'monitoring'];
const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/**
 * The caller of a signed request. An access key is known where the fleet lists it, where AssumeRole gave it, or where it is
 * the account's twelve digits.
 */
export function identifyCaller(state: DoubleState, authorization: string | undefined, now: number): Caller {
  const [, accessKey, region, service] = CREDENTIAL.exec(authorization ?? '') ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  if (!SERVICES.includes(service)) {
    throw new ServiceError('UnknownOperationException', `no service ${service} here`, 404);
  }
  const known = { region, service: service as ServiceName };
  const session = state.sessions.get(accessKey);
  if (session !== undefined) {
    if (session.expiresAt <= now) {
      throw new ServiceError(
        'ExpiredTokenException',
        'The security token included in the request is expired',
      );
    }
    return { ...known, account: session.account, arn: session.arn, userId: session.userId };
  }
  const account = state.accessKeys.get(accessKey) ?? (state.accounts.has(accessKey) ? accessKey : undefined);
  if (account === undefined) {
    throw new ServiceError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  const userId = `AIDA${createHash('sha256').update(accessKey).digest('hex').slice(0, 16).toUpperCase()}`;
  return { ...known, account, arn: `arn:${partitionOf(region)}:iam::${account}:user/coreledger`, userId };
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
