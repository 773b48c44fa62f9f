import { randomBytes } from 'node:crypto';
import { partitionOf } from '../caller.ts';
import type { CallContext, Operation, WireInput } from '../operation.ts';
import { ServiceError } from '../service-error.ts';

function getCallerIdentity({ caller }: CallContext): Record<string, unknown> {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}

function assumeRole({ state, caller, now }: CallContext, input: WireInput): Record<string, unknown> {
  const [, account, name] = /^arn:[a-z-]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(input.RoleArn) ?? [];
  const roles = state.accounts.get(account ?? '')?.roles;
  const externalId = roles?.get(name ?? '');
  if (account === undefined || !roles?.has(name ?? '') || externalId !== input.ExternalId) {
    throw new ServiceError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      403,
    );
  }
  const accessKey = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
  const roleId = `AROA${randomBytes(8).toString('hex').toUpperCase()}`;
  const arn = `arn:${partitionOf(caller.region)}:sts::${account}:assumed-role/${name}/${input.RoleSessionName}`;
  const userId = `${roleId}:${input.RoleSessionName}`;
  const expiresAt = now + Number(input.DurationSeconds ?? 3600) * 1000;
  state.sessions.set(accessKey, { account, arn, userId, expiresAt });
  return {
    Credentials: {
      AccessKeyId: accessKey,
      SecretAccessKey: randomBytes(30).toString('base64'),
      SessionToken: randomBytes(48).toString('base64'),
      Expiration: new Date(expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  };
}

export const stsOperations: Record<string, Operation> = {
  GetCallerIdentity: getCallerIdentity,
  AssumeRole: assumeRole,
};
