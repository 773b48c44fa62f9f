import type { AlertMessage } from '../ports/alert-store.ts';

/** One line for a subject, and the body: what was raised first, then what was resolved. */
export function alertText({ messageId, at, alerts }: AlertMessage): {
  readonly subject: string;
  readonly body: string;
} {
  const raised = alerts.filter((one) => one.state === 'raised');
  const resolved = alerts.filter((one) => one.state === 'resolved');
  const [first] = raised.length > 0 ? raised : resolved;
  const more = alerts.length > 1 ? ` (and ${alerts.length - 1} more)` : '';
  return {
    subject: `Coreledger ${raised.length > 0 ? 'alert' : 'resolved'}: ${first?.text ?? ''}${more}`,
    body: [
      ...raised.map(({ severity, text }) => `${severity.toUpperCase()}  ${text}`),
      ...resolved.map(({ text }) => `RESOLVED  ${text}`),
      '',
      `${new Date(at).toISOString()}  message ${messageId}`,
    ].join('\n'),
  };
}
