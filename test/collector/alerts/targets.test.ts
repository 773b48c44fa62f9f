import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emailTarget } from '../../../collector/src/notify/email-target.ts';
import { logTarget } from '../../../collector/src/notify/log-target.ts';
import { snsTarget } from '../../../collector/src/notify/sns-target.ts';
import type { AlertMessage, AlertRecord } from '../../../collector/src/ports/alert-store.ts';
import type { MetricDatum } from '../../../collector/src/ports/aws.ts';
import { Secret } from '../../../collector/src/secret.ts';
import { type SmtpReceiver, startSmtpReceiver } from '../../support/alerts/smtp-receiver.ts';
import { SOURCES, startTestAws, type TestAws } from '../../support/aws/test-aws.ts';
import type { Exchange } from '../../support/aws-double/start-aws-double.ts';

const AT = Date.parse('2026-11-24T12:00:00Z');
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:licences';

function alert(text: string, state: AlertRecord['state'] = 'raised'): AlertRecord {
  return {
    key: `k ${text}`,
    kind: 'utilization',
    severity: 'critical',
    license: 'sql',
    state,
    text,
    since: AT,
  };
}

function message(...alerts: AlertRecord[]): AlertMessage {
  return { messageId: '0b1f', at: AT, alerts };
}

describe('e-mail', () => {
  let folder: string;
  let server: SmtpReceiver;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coreledger-mail-'));
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  function target(url: string, password: string | null, ca: string | null = server.ca) {
    return emailTarget({
      name: 'mail',
      url,
      password: password === null ? null : new Secret(password),
      ca,
      from: 'Ledger <ledger@example.org>',
      to: ['ops@example.org', 'licences@example.org'],
    });
  }

  it('arrives over STARTTLS with a user and password, under an id that a repetition shares', async () => {
    server = await startSmtpReceiver(folder, 'geheim');
    const mail = target(`smtp://ledger@localhost:${server.port}`, 'geheim');
    const sent = message(alert('SQL: 16 of 16 owned'), alert('Oracle is over', 'resolved'));
    await mail.deliver(sent);
    await mail.deliver(sent);
    const [first, second] = server.mails;
    expect(first).toMatchObject({
      from: 'ledger@example.org',
      to: ['ops@example.org', 'licences@example.org'],
      user: 'ledger',
      secure: true,
    });
    expect(first?.text).toContain('Subject: Coreledger alert: SQL: 16 of 16 owned (and 1 more)\r\n');
    expect(first?.text).toContain('CRITICAL  SQL: 16 of 16 owned\r\nRESOLVED  Oracle is over\r\n');
    const idOf = (text = '') => /^Message-ID: (.+)\r$/m.exec(text)?.[1];
    expect([idOf(first?.text), idOf(second?.text)]).toEqual(['<0b1f@example.org>', '<0b1f@example.org>']);
  });

  it('arrives over TLS from the first byte on', async () => {
    server = await startSmtpReceiver(folder, 'geheim', { secure: true });
    await target(`smtps://ledger@localhost:${server.port}`, 'geheim').deliver(message(alert('x')));
    expect(server.mails).toMatchObject([{ secure: true, user: 'ledger' }]);
  });

  it('sends no password where the server offers no TLS', async () => {
    server = await startSmtpReceiver(folder, 'geheim', {
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
    });
    const mail = target(`smtp://ledger@localhost:${server.port}`, 'geheim');
    await expect(mail.deliver(message(alert('x')))).rejects.toThrow(/STARTTLS|TLS/);
    expect([server.offered, server.mails]).toEqual([[], []]);
  });

  it('is not handed to a server whose certificate nobody vouches for', async () => {
    server = await startSmtpReceiver(folder, 'geheim');
    const mail = target(`smtp://ledger@localhost:${server.port}`, 'geheim', null);
    await expect(mail.deliver(message(alert('x')))).rejects.toThrow(/certificate/);
    expect(server.offered).toEqual([]);
  });

  it('that is refused is a failure, without the password in its text', async () => {
    server = await startSmtpReceiver(folder, 'geheim');
    const failure = await target(`smtp://ledger@localhost:${server.port}`, 'falsch')
      .deliver(message(alert('x')))
      .catch(String);
    expect(failure).toContain('Invalid username or password');
    expect(failure).not.toContain('falsch');
  });
});

describe('SNS and CloudWatch', () => {
  let test: TestAws;
  const exchanges: Exchange[] = [];
  beforeEach(async () => {
    exchanges.splice(0);
    test = await startTestAws({ onExchange: (exchange) => exchanges.push(exchange) });
  });
  afterEach(() => test.close());

  it('SNS gets subject and body', async () => {
    const target = snsTarget('topic', test.aws.notifier(SOURCES[0], 'eu-central-1'), TOPIC);
    await target.deliver(message(alert('SQL: 16 of 16 owned')));
    expect(test.double.state.published).toEqual([
      {
        topic: TOPIC,
        subject: 'Coreledger alert: SQL: 16 of 16 owned',
        message: 'CRITICAL  SQL: 16 of 16 owned\n\n2026-11-24T12:00:00.000Z  message 0b1f',
      },
    ]);
  });

  it.each([
    ['a name that is long and not ASCII', [alert(`${'Lizenz für Überwachung '.repeat(20)}\nBcc: all`)]],
    [
      'more alerts than a message takes',
      Array.from({ length: 9000 }, (_, n) => alert(`Müller & Söhne ${n} ${'ü'.repeat(30)}`)),
    ],
    ['nothing to say', []],
  ])('SNS takes %s: subject and body are cut to its limits', async (_what, alerts) => {
    const target = snsTarget('topic', test.aws.notifier(SOURCES[0], 'eu-central-1'), TOPIC);
    await target.deliver(message(...alerts));
    const [published] = test.double.state.published;
    expect(published?.subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    expect(Buffer.byteLength(published?.message ?? '')).toBeLessThanOrEqual(262_144);
    expect(published?.message).not.toContain('\ufffd');
  });

  it('a refusal of SNS is a failure', async () => {
    test.double.addFault({ kind: 'access-denied', operation: 'Publish' });
    const target = snsTarget('topic', test.aws.notifier(SOURCES[0], 'eu-central-1'), TOPIC);
    await expect(target.deliver(message(alert('x')))).rejects.toMatchObject({ code: 'aws-denied' });
  });

  it('CloudWatch gets every metric once, with its dimension, in requests within its limits', async () => {
    const data = Array.from(
      { length: 2600 },
      (_, number): MetricDatum => ({
        name: 'Consumption',
        value: number,
        unit: 'Count',
        dimensions: { License: `license-${number}-${'x'.repeat(100)}` },
        at: AT,
      }),
    );
    await test.aws.notifier(SOURCES[0], 'eu-central-1').putMetrics('Coreledger', data);
    const puts = exchanges.filter(({ operation }) => operation === 'PutMetricData');
    expect(puts.length).toBeGreaterThan(2);
    for (const { input } of puts) expect(JSON.stringify(input).length).toBeLessThan(1_000_000);
    const got = test.double.state.metrics.flatMap(({ data: list }) => list) as {
      MetricName: string;
      Value: string;
      Unit: string;
      Timestamp: number;
      Dimensions: { Name: string; Value: string }[];
    }[];
    expect(
      test.double.state.metrics.every(
        ({ namespace, data: list }) => namespace === 'Coreledger' && list.length <= 1000,
      ),
    ).toBe(true);
    expect(got.map(({ Value }) => Number(Value))).toEqual(data.map(({ value }) => value));
    expect(got[7]).toMatchObject({
      MetricName: 'Consumption',
      Unit: 'Count',
      Dimensions: [{ Name: 'License', Value: data[7]?.dimensions.License }],
    });
    expect(got[7]?.Timestamp).toBe(AT / 1000);
  });
});

it('the log has one line for each alert, with its key and state', async () => {
  const lines: [object, string][] = [];
  await logTarget('log', (fields, text) => lines.push([fields, text])).deliver(
    message(alert('SQL is over'), alert('Oracle is over', 'resolved')),
  );
  expect(lines).toEqual([
    [{ messageId: '0b1f', alert: 'k SQL is over', state: 'raised', severity: 'critical' }, 'SQL is over'],
    [
      { messageId: '0b1f', alert: 'k Oracle is over', state: 'resolved', severity: 'critical' },
      'Oracle is over',
    ],
  ]);
});
