import type { AlertTarget } from '../ports/alert-target.ts';
import type { AwsNotifier } from '../ports/aws.ts';
import { alertText } from './alert-text.ts';

export function snsTarget(name: string, notifier: AwsNotifier, topicArn: string): AlertTarget {
  return {
    name,
    async deliver(message) {
      const { subject, body } = alertText(message);
      await notifier.publish(topicArn, subject, body);
    },
  };
}
