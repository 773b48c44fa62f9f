import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as license from '@aws-sdk/client-license-manager';
import * as sns from '@aws-sdk/client-sns';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type { ServiceName } from '../aws-double/service-error.ts';

const CLIENTS: Readonly<Record<ServiceName, Readonly<Record<string, unknown>>>> = {
  ssm,
  'license-manager': license,
  sts,
  sns,
  monitoring: cloudwatch,
};

/** Members of a structure as the installed SDK knows it: newer than Debian's model. Empty where the SDK has none. */
export function sdkMembers(service: ServiceName, shapeName: string): readonly string[] {
  const schema = CLIENTS[service][`${shapeName}$`];
  // A structure's schema: [3, namespace, name, traits, member names, member schemas].
  return Array.isArray(schema) && schema[0] === 3 ? (schema[4] as string[]) : [];
}

export function sdkHasOperation(service: ServiceName, operation: string): boolean {
  return CLIENTS[service][`${operation}Command`] !== undefined;
}

/** Values of an enum as the SDK exports it: an object of constants. */
export function sdkValues(service: ServiceName, enumName: string): readonly string[] {
  const values = CLIENTS[service][enumName];
  return typeof values === 'object' && values !== null ? (Object.values(values) as string[]) : [];
}
