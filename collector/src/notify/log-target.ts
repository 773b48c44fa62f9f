import type { AlertTarget } from '../ports/alert-target.ts';

export function logTarget(name: string, log: (fields: object, text: string) => void): AlertTarget {
  return {
    name,
    async deliver({ messageId, alerts }) {
      for (const { key, state, severity, text } of alerts)
        log({ messageId, alert: key, state, severity }, text);
    },
  };
}
