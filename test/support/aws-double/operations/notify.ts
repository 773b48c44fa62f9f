import { randomUUID } from 'node:crypto';
import type { CallContext, Operation, WireInput } from '../operation.ts';
import { ServiceError } from '../service-error.ts';

const MAX_MESSAGE_BYTES = 262_144;

function publish({ state }: CallContext, input: WireInput): Record<string, unknown> {
  const { TopicArn, Subject, Message } = input;
  // A subject is ASCII, below 100 characters, and starts with a letter, digit or punctuation mark.
  if (Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject)) {
    throw new ServiceError('InvalidParameterException', 'Invalid parameter: Subject');
  }
  if (Buffer.byteLength(Message ?? '') > MAX_MESSAGE_BYTES || !Message) {
    throw new ServiceError('InvalidParameterException', 'Invalid parameter: Message');
  }
  state.published.push({ topic: TopicArn, subject: Subject, message: Message });
  return { MessageId: randomUUID() };
}

function putMetricData({ state }: CallContext, input: WireInput): Record<string, unknown> {
  const data: readonly unknown[] = input.MetricData ?? [];
  if (data.length > 1000) throw new ServiceError('InvalidParameterValueException', 'Too many metrics');
  state.metrics.push({ namespace: input.Namespace, data });
  return {};
}

/** The tutorial's alarm; nothing is evaluated. */
function putMetricAlarm(): Record<string, unknown> {
  return {};
}

export const snsOperations: Record<string, Operation> = { Publish: publish };
export const cloudWatchOperations: Record<string, Operation> = {
  PutMetricData: putMetricData,
  PutMetricAlarm: putMetricAlarm,
};
