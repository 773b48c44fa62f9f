import type { ServiceName } from '../aws-double/service-error.ts';
import type { Exchange } from '../aws-double/start-aws-double.ts';
import { sdkHasOperation, sdkMembers, sdkValues } from './sdk-schema.ts';
import { readServiceModel, type ServiceModel } from './service-model.ts';
import { type Newer, validateShape } from './validate-shape.ts';

export interface Verdict {
  readonly faults: readonly string[];
  /** What only the SDK's newer schema knows: `Shape.member`, or an operation. */
  readonly newer: readonly string[];
}

/** Services answer these without listing them in each operation's errors. */
const COMMON_ERRORS: readonly string[] = [
  'AccessDeniedException',
  'ExpiredTokenException',
  'ThrottlingException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationException',
];

/** Judges exchanges against Debian's botocore models; where those lack a member or operation, the SDK's schema decides. */
export function exchangeValidator(): (exchange: Exchange) => Verdict {
  const models = new Map<ServiceName, ServiceModel>();
  function modelOf(service: ServiceName): ServiceModel {
    const model = models.get(service) ?? readServiceModel(service);
    models.set(service, model);
    return model;
  }

  return ({ service, operation, input, output, error }) => {
    const model = modelOf(service);
    const known = model.operations[operation];
    const newerSeen: string[] = [];
    const newer: Newer = {
      member(shapeName, member) {
        const found = sdkMembers(service, shapeName).includes(member);
        if (found) newerSeen.push(`${shapeName}.${member}`);
        return found;
      },
      value(shapeName, value) {
        const found = sdkValues(service, shapeName).includes(value);
        if (found) newerSeen.push(`${shapeName}=${value}`);
        return found;
      },
    };
    if (known === undefined) {
      return sdkHasOperation(service, operation)
        ? { faults: newerOperationFaults(service, operation, input, output), newer: [operation] }
        : { faults: [`${operation}: no such operation`], newer: [] };
    }
    const faults = [
      ...(known.input === undefined
        ? []
        : validateShape(model, known.input.shape, input, newer, `${operation} request`)),
      ...(output === undefined || known.output === undefined
        ? []
        : validateShape(model, known.output.shape, output, newer, `${operation} response`)),
      ...errorFaults(model, operation, error),
    ];
    return { faults, newer: newerSeen };
  };
}

function errorFaults(model: ServiceModel, operation: string, error: string | undefined): string[] {
  if (error === undefined || COMMON_ERRORS.includes(error) || error === 'AccessDenied') return [];
  const listed = (model.operations[operation]?.errors ?? []).map(({ shape }) => shape);
  return listed.includes(error) || listed.includes(`${error}Exception`)
    ? []
    : [`${operation}: error ${error} is not among ${listed.join(', ')}`];
}

/** Members alone: the SDK's types hold no bounds or patterns. */
function newerOperationFaults(
  service: ServiceName,
  operation: string,
  input: unknown,
  output: unknown,
): string[] {
  const sides = [
    ['Request', input],
    ['Response', output ?? {}],
  ] as const;
  return sides.flatMap(([suffix, document]) => {
    const members = sdkMembers(service, `${operation}${suffix}`);
    return Object.keys(document as object)
      .filter((member) => !members.includes(member))
      .map((member) => `${operation}${suffix}.${member}: unknown member`);
  });
}
