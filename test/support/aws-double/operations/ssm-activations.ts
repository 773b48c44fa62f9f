import { randomBytes, randomUUID } from 'node:crypto';
import { partitionOf } from '../caller.ts';
import type { CallContext, Operation, WireInput } from '../operation.ts';
import { paginate, ssmPages } from '../paginate.ts';
import { ServiceError } from '../service-error.ts';
import type { ActivationState } from '../state.ts';

const DAY = 86_400;
const LONGEST_DAYS = 30;

function createActivation(
  { state, caller, region, now }: CallContext,
  input: WireInput,
): Record<string, unknown> {
  if (state.accounts.get(caller.account)?.serviceRoles?.has(input.IamRole) === false) {
    throw new ServiceError(
      'ValidationException',
      `Nonexistent role or missing ssm service principal in trust policy: arn:${partitionOf(caller.region)}:iam::${caller.account}:role/${input.IamRole}`,
    );
  }
  const createdAt = Math.floor(now / 1000);
  const expiresAt = input.ExpirationDate ?? createdAt + DAY;
  if (expiresAt < createdAt || expiresAt > createdAt + LONGEST_DAYS * DAY) {
    throw new ServiceError('InvalidParameters', 'The expiration date must be within the next 30 days.');
  }
  const activation: ActivationState = {
    id: randomUUID(),
    code: randomBytes(15).toString('base64url'),
    description: input.Description,
    defaultInstanceName: input.DefaultInstanceName,
    iamRole: input.IamRole,
    registrationLimit: input.RegistrationLimit ?? 1,
    registrations: 0,
    expiresAt,
    createdAt,
    tags: input.Tags ?? [],
  };
  region.activations.set(activation.id, activation);
  return { ActivationId: activation.id, ActivationCode: activation.code };
}

function describeActivations(context: CallContext, input: WireInput): Record<string, unknown> {
  const filters: { FilterKey: string; FilterValues: string[] }[] = input.Filters ?? [];
  const now = Math.floor(context.now / 1000);
  const listed = [...context.region.activations.values()]
    .map((activation) => describe(activation, now))
    .filter((document) =>
      filters.every(({ FilterKey, FilterValues }) => {
        const key = FilterKey === 'ActivationIds' ? 'ActivationId' : FilterKey;
        return FilterValues.includes(String(document[key]));
      }),
    );
  const page = paginate(listed, input, ssmPages, context.pageLimit);
  return { ActivationList: page.items, ...page.next };
}

function describe(activation: ActivationState, now: number): Record<string, unknown> {
  return {
    ActivationId: activation.id,
    ...(activation.description !== undefined && { Description: activation.description }),
    ...(activation.defaultInstanceName !== undefined && {
      DefaultInstanceName: activation.defaultInstanceName,
    }),
    IamRole: activation.iamRole,
    RegistrationLimit: activation.registrationLimit,
    // The model allows no zero: an unused activation has no count.
    ...(activation.registrations > 0 && { RegistrationsCount: activation.registrations }),
    ExpirationDate: activation.expiresAt,
    Expired: activation.expiresAt <= now,
    CreatedDate: activation.createdAt,
    Tags: activation.tags,
  };
}

function deleteActivation({ region }: CallContext, input: WireInput): Record<string, unknown> {
  if (!region.activations.delete(input.ActivationId)) {
    throw new ServiceError('InvalidActivationId', 'The activation ID is not valid.');
  }
  return {};
}

export const ssmActivationOperations: Record<string, Operation> = {
  CreateActivation: createActivation,
  DescribeActivations: describeActivations,
  DeleteActivation: deleteActivation,
};
