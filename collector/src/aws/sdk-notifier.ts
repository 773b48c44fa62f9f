import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { AwsNotifier, MetricDatum } from '../ports/aws.ts';
import { callAws, type RetryPolicy } from './call.ts';
import type { Clients } from './clients.ts';

const SUBJECT_LENGTH = 99;
const MESSAGE_BYTES = 262_144;
const CUT = '\n[cut: the message was longer than SNS takes]';
/** PutMetricData takes 1,000 metrics, and 1 MB, per call. */
const METRICS_PER_CALL = 500;

export function sdkNotifier({ sns, cloudWatch }: Clients, retry: RetryPolicy): AwsNotifier {
  return {
    async publish(TopicArn, subject, message) {
      const command = new PublishCommand({
        TopicArn,
        Subject: snsSubject(subject),
        Message: snsMessage(message),
      });
      await callAws('sns:Publish', () => sns.send(command), retry);
    },
    async putMetrics(Namespace, data) {
      for (let from = 0; from < data.length; from += METRICS_PER_CALL) {
        const MetricData = data.slice(from, from + METRICS_PER_CALL).map(metric);
        const command = new PutMetricDataCommand({ Namespace, MetricData });
        await callAws('cloudwatch:PutMetricData', () => cloudWatch.send(command), retry);
      }
    },
  };
}

function metric({ name, value, unit, dimensions, at }: MetricDatum) {
  return {
    MetricName: name,
    Value: value,
    Unit: unit,
    Timestamp: new Date(at),
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

/** Printable ASCII, no line break, below 100 characters, beginning with something visible. */
export function snsSubject(subject: string): string {
  const plain = subject
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .trim();
  return plain.length === 0 ? 'Coreledger' : plain.slice(0, SUBJECT_LENGTH);
}

/** At most 256 KiB of UTF-8, cut between characters. */
export function snsMessage(message: string): string {
  const bytes = new TextEncoder().encode(message);
  if (bytes.length <= MESSAGE_BYTES) return message;
  let end = MESSAGE_BYTES - CUT.length;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end)) + CUT;
}
