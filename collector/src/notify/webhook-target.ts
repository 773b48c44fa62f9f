import { createHmac } from 'node:crypto';
import type { AlertTarget } from '../ports/alert-target.ts';
import type { Secret } from '../secret.ts';

export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  readonly secret: Secret;
  readonly timeoutMs?: number;
}

/**
 * POSTs the message as JSON. `coreledger-signature-256: t=<epoch seconds>,v1=<hex>` is the HMAC-SHA-256 of `<t>.<body>` under
 * the shared secret: the receiver checks it, the age of t, and the messageId against those it has seen.
 */
export function webhookTarget({ name, url, secret, timeoutMs = 10_000 }: WebhookOptions): AlertTarget {
  return {
    name,
    async deliver(message) {
      const body = JSON.stringify(message);
      const time = Math.floor(Date.now() / 1000);
      const mac = createHmac('sha256', secret.reveal()).update(`${time}.${body}`).digest('hex');
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'coreledger-signature-256': `t=${time},v1=${mac}` },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
    },
  };
}
