import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { webhookTarget } from '../../../collector/src/notify/webhook-target.ts';
import type { AlertMessage } from '../../../collector/src/ports/alert-store.ts';
import { Secret } from '../../../collector/src/secret.ts';

const AT = Date.parse('2026-11-24T12:00:00Z');

describe('webhookTarget', () => {
  it('signs what it sends, and a refusal is a failure', async () => {
    const received: { body: string; signature: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        received.push({ body, signature: String(request.headers['coreledger-signature-256']) });
        response.writeHead(received.length === 1 ? 204 : 500).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const target = webhookTarget({ name: 'hook', url, secret: new Secret('shared') });
    const message: AlertMessage = { messageId: 'm', at: AT, alerts: [] };
    await target.deliver(message);
    const [first] = received;
    const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(first?.signature ?? '') ?? [];
    expect(mac).toBe(createHmac('sha256', 'shared').update(`${time}.${first?.body}`).digest('hex'));
    expect(JSON.parse(first?.body ?? '')).toEqual(message);
    await expect(target.deliver(message)).rejects.toThrow('the webhook answered 500');
  });
});
