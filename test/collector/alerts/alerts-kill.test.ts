import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookOnce, reportSplunkHost, splunkLicense } from '../../support/alerts/splunk-host.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/alerts/webhook-receiver.ts';
import { type CollectorProgram, collectorProgram, kill } from '../../support/collector/collector-program.ts';

const SECRET = 'shared between both';

let receiver: WebhookReceiver;
let program: CollectorProgram;
beforeAll(async () => {
  receiver = await startWebhookReceiver(SECRET);
  program = collectorProgram(
    `reportThreads: 0\nlicenses: licenses.yaml\nalerts: { targets: [{ name: hook, type: webhook, url: '${receiver.url}', secretFile: secret }] }\n`,
    { files: { secret: SECRET, 'licenses.yaml': splunkLicense(20) } },
  );
});
afterAll(() => {
  program.remove();
  receiver.close();
});

it('each crossing is told once, whenever the collector is killed', async () => {
  const first = await program.serve();
  await reportSplunkHost(program, first.url);
  await kill(first.child);

  // Killed while the receiver has the message and has not said so.
  receiver.behave('hold');
  const second = await program.serve();
  await receiver.until(1);
  await kill(second.child);

  // Taken, and killed at once: whether that was noted is chance, and must not matter.
  receiver.behave('take');
  const third: { child: ChildProcess } = await program.serve();
  await receiver.until(2);
  await kill(third.child);
  await lookOnce(program);

  const [raised, ...others] = receiver.distinct();
  expect(others).toEqual([]);
  expect(raised?.alerts.map(({ key, state }) => [key, state])).toContainEqual([
    'utilization 80 splunk',
    'raised',
  ]);
  expect(receiver.arrived.every((one) => JSON.stringify(one) === JSON.stringify(raised))).toBe(true);
  const told = receiver.arrived.length;

  // That it is over is told once too.
  writeFileSync(join(program.folder, 'licenses.yaml'), splunkLicense(40));
  await lookOnce(program);
  await lookOnce(program);
  expect(receiver.arrived.length).toBe(told + 1);
  expect(receiver.distinct().at(-1)?.alerts).toMatchObject([
    { key: 'utilization 80 splunk', state: 'resolved' },
  ]);
  expect(receiver.forged).toEqual([]);
}, 240_000);
