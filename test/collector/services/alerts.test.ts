import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { webhookTarget } from '../../../collector/src/notify/webhook-target.ts';
import type { AlertMessage, Condition } from '../../../collector/src/ports/alert-store.ts';
import type { AlertTarget } from '../../../collector/src/ports/alert-target.ts';
import { Secret } from '../../../collector/src/secret.ts';
import { conditionsOf, DEFAULT_ALERT_RULES } from '../../../collector/src/services/alerts/conditions.ts';
import { createWatch } from '../../../collector/src/services/alerts/watch.ts';
import type { PositionAnswer } from '../../../collector/src/services/positions/compute-position.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';

const AT = Date.parse('2026-11-24T12:00:00Z');

interface Change {
  readonly known?: number;
  readonly expiresAt?: number;
  readonly freshness?: readonly object[];
  readonly coverage?: readonly object[];
}

/** An answer of one license of which `consumed` of 100 are used; only what alerts look at. */
function answer(consumed: number, change: Change = {}): PositionAnswer {
  return {
    report: {
      at: AT,
      positions: [
        {
          license: { id: 'sql', name: 'SQL', expiresAt: change.expiresAt ?? null },
          owned: 100,
          onPremises: { total: consumed },
          consumedInAws: null,
          balance: 100 - consumed,
        },
      ],
      completeness: { hosts: 10, known: change.known ?? 10 },
    },
    aws: { freshness: change.freshness ?? [], coverage: change.coverage ?? [] },
  } as unknown as PositionAnswer;
}

function states(consumed: number, change?: Change) {
  return Object.fromEntries(
    conditionsOf(answer(consumed, change), DEFAULT_ALERT_RULES).map(({ key, state }) => [key, state]),
  );
}

describe('conditionsOf', () => {
  it('raises at a threshold, and clears only below its hysteresis', () => {
    expect([74, 75, 79, 80, 100].map((consumed) => states(consumed)['utilization 80 sql'])).toEqual([
      'cleared',
      'between',
      'between',
      'raised',
      'raised',
    ]);
    expect([100, 101].map((consumed) => states(consumed)['shortfall sql'])).toEqual(['cleared', 'raised']);
  });

  it('watches expiry and completeness', () => {
    const inDays = (days: number) => states(1, { expiresAt: AT + days * 86_400_000 });
    expect(inDays(91)).toMatchObject({ 'expiry 90 sql': 'cleared', 'expiry 30 sql': 'cleared' });
    expect(inDays(30)).toMatchObject({ 'expiry 90 sql': 'raised', 'expiry 30 sql': 'raised' });
    expect([8, 9, 10].map((known) => states(1, { known }).completeness)).toEqual([
      'raised',
      'between',
      'cleared',
    ]);
  });
});

describe('every trigger', () => {
  const HOUR = 3_600_000;
  const unit = (staleSince: number | null) => ({
    freshness: [
      { account: '1', region: 'r', kind: 'usage', staleSince, error: 'denied', lastSuccessAt: staleSince },
    ],
  });
  const idle = (lastSuccessAt: number) => ({
    freshness: [{ account: '1', region: 'r', kind: 'usage', staleSince: null, error: null, lastSuccessAt }],
  });
  const never = (since: number) => ({
    coverage: [
      { source: 'main', region: 'r', account: null, failure: { since, error: 'denied' }, wholeAt: new Map() },
    ],
  });

  it.each<[string, string, PositionAnswer, PositionAnswer, PositionAnswer]>([
    ['80 %', 'utilization 80 sql', answer(50), answer(80), answer(74)],
    ['100 %', 'utilization 100 sql', answer(96), answer(100), answer(94)],
    [
      'expiry',
      'expiry 30 sql',
      answer(1, { expiresAt: AT + 40 * 24 * HOUR }),
      answer(1, { expiresAt: AT + 29 * 24 * HOUR }),
      answer(1, { expiresAt: AT + 400 * 24 * HOUR }),
    ],
    ['a new shortfall', 'shortfall sql', answer(100), answer(101), answer(100)],
    [
      'a stale source',
      'stale-source 1 r',
      answer(1, unit(AT - 23 * HOUR)),
      answer(1, unit(AT - 24 * HOUR)),
      answer(1, unit(null)),
    ],
    [
      'a source that no sync reads',
      'stale-source 1 r',
      answer(1, idle(AT - HOUR)),
      answer(1, idle(AT - 25 * HOUR)),
      answer(1, idle(AT)),
    ],
    [
      'a source that was never read',
      'stale-source main r',
      answer(1, never(AT - HOUR)),
      answer(1, never(AT - 25 * HOUR)),
      answer(1),
    ],
    ['completeness dropping', 'completeness', answer(1), answer(1, { known: 8 }), answer(1, { known: 10 })],
  ])('%s is told when it comes, once, and when it goes', async (_what, key, before, during, after) => {
    const sent: string[] = [];
    const { store } = openedStores();
    const { watch } = watching(store, async ({ alerts }) => {
      sent.push(...alerts.filter((one) => one.key === key).map(({ state }) => state));
    });
    const told: number[] = [];
    for (const look of [before, during, during, after, after]) {
      await watch.look(conditionsOf(look, DEFAULT_ALERT_RULES));
      told.push(sent.length);
    }
    expect([sent, told]).toEqual([
      ['raised', 'resolved'],
      [0, 1, 1, 2, 2],
    ]);
  });
});

function openedStores() {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-alerts-'));
  let stores = openSqliteStores(folder);
  onTestFinished(async () => {
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    store: () => stores.alerts,
    /** As a process that was killed and started again: only what is on disk is left. */
    async reopen() {
      await stores.close();
      stores = openSqliteStores(folder);
    },
  };
}

function watching(
  store: ReturnType<typeof openedStores>['store'],
  deliver: AlertTarget['deliver'],
  name = 'ops',
) {
  const warnings: object[] = [];
  let [now, count] = [AT, 0];
  const watch = createWatch({
    store: store(),
    targets: [{ name, deliver }],
    clock: { now: () => now },
    random: { uuid: () => `message-${++count}`, secret: () => '' },
    warn: (fields, text) => warnings.push({ ...fields, text }),
  });
  return { watch, warnings, pass: (ms: number) => (now += ms) };
}

describe('alerts', () => {
  it('are sent once for each crossing, grouped, and resolved once', async () => {
    const sent: AlertMessage[] = [];
    const { store } = openedStores();
    const { watch } = watching(store, async (message) => void sent.push(message));
    for (const consumed of [50, 81, 82, 78, 81, 120, 40, 40])
      await watch.look(conditionsOf(answer(consumed), DEFAULT_ALERT_RULES));
    expect(sent.map(({ alerts }) => alerts.map(({ key, state }) => `${key} ${state}`))).toEqual([
      ['utilization 80 sql raised'],
      ['utilization 100 sql raised', 'shortfall sql raised'],
      ['utilization 80 sql resolved', 'utilization 100 sql resolved', 'shortfall sql resolved'],
    ]);
  });

  it('stay in the outbox until a target takes them, over a restart, and are not raised again', async () => {
    const { store, reopen } = openedStores();
    const broken = watching(store, () => Promise.reject(new Error('mail server is down')));
    await broken.watch.look(conditionsOf(answer(90), DEFAULT_ALERT_RULES));
    await reopen();
    const sent: AlertMessage[] = [];
    const { watch, pass } = watching(store, async (message) => void sent.push(message));
    expect(await watch.look(conditionsOf(answer(90), DEFAULT_ALERT_RULES))).toEqual([]);
    expect(sent).toEqual([]);
    pass(31_000);
    expect(await watch.deliver()).toEqual({ delivered: 1, waiting: 0 });
    expect(sent).toMatchObject([{ messageId: 'message-1', alerts: [{ key: 'utilization 80 sql' }] }]);
    expect(await watch.deliver()).toEqual({ delivered: 0, waiting: 0 });
  });

  it('of a broken target hold up no other, and keep their order', async () => {
    const { store } = openedStores();
    const sent: string[] = [];
    let broken = true;
    const target = (name: string, fails: () => boolean): AlertTarget => ({
      name,
      async deliver({ messageId }) {
        if (fails()) throw new Error('down');
        sent.push(`${name} ${messageId}`);
      },
    });
    let now = AT;
    let count = 0;
    const watch = createWatch({
      store: store(),
      targets: [target('a', () => broken), target('b', () => false)],
      clock: { now: () => now },
      random: { uuid: () => String(++count), secret: () => '' },
      warn: () => undefined,
    });
    for (const consumed of [80, 100, 101])
      await watch.look(conditionsOf(answer(consumed), DEFAULT_ALERT_RULES));
    expect(sent).toEqual(['b 1', 'b 2', 'b 3']);
    broken = false;
    now += 3_600_000;
    // Two at a time, as the look and the clock may come together: each message leaves once.
    await Promise.all([watch.deliver(), watch.deliver()]);
    expect(sent.slice(3)).toEqual(['a 1', 'a 2', 'a 3']);
  });

  it('wait for earlier ones to the same target, so that "raised" never comes after "resolved"; not for ever', async () => {
    const { store } = openedStores();
    const sent: string[] = [];
    let refused: (id: string) => boolean = () => true;
    const { watch, pass } = watching(store, async ({ messageId, alerts }) => {
      if (refused(messageId)) throw new Error('refused');
      sent.push(`${messageId} ${alerts[0]?.state}`);
    });
    await watch.look(conditionsOf(answer(90), DEFAULT_ALERT_RULES));
    refused = () => false;
    await watch.look(conditionsOf(answer(10), DEFAULT_ALERT_RULES));
    expect(sent).toEqual([]);
    pass(31_000);
    await watch.deliver();
    expect(sent.map((one) => one.replace(/message-\d/, 'message'))).toEqual([
      'message raised',
      'message resolved',
    ]);

    refused = (id) => id === 'poison';
    await store().record(
      [{ key: 'p', kind: 'shortfall', severity: 'critical', license: null, state: 'raised', text: 't' }],
      ['ops'],
      'poison',
      AT,
    );
    pass(1);
    for (let attempt = 0; attempt < 12; attempt++) {
      await watch.deliver();
      pass(3_600_000);
    }
    await watch.deliver();
    await store().record(
      [{ key: 'q', kind: 'shortfall', severity: 'critical', license: null, state: 'raised', text: 't' }],
      ['ops'],
      'later',
      AT,
    );
    await watch.deliver();
    expect(sent.at(-1)).toBe('later raised');
  });

  it('to a target that is configured no more are dropped after a day, with a line in the log', async () => {
    const { store, reopen } = openedStores();
    const before = watching(store, () => Promise.reject(new Error('down')), 'old');
    await before.watch.look(conditionsOf(answer(90), DEFAULT_ALERT_RULES));
    await reopen();
    const sent: AlertMessage[] = [];
    const { watch, warnings, pass } = watching(store, async (message) => void sent.push(message));
    pass(23 * 3_600_000);
    await watch.deliver();
    expect(warnings).toEqual([]);
    expect(await store().due(AT + 48 * 3_600_000, 10)).toHaveLength(1);

    pass(2 * 3_600_000);
    await watch.deliver();
    expect(warnings).toEqual([
      {
        target: 'old',
        messageId: 'message-1',
        made: new Date(AT).toISOString(),
        alerts: ['utilization 80 sql raised'],
        text: 'an alert message was dropped: the configuration has had no such target for a day',
      },
    ]);
    expect(await store().due(AT + 48 * 3_600_000, 10)).toEqual([]);
    expect(await watch.list()).toMatchObject([{ key: 'utilization 80 sql', state: 'raised' }]);
    await watch.deliver();
    expect([warnings.length, sent]).toEqual([1, []]);
  });

  it('come again under the same id where the process dies between sending and noting it', async () => {
    const { store, reopen } = openedStores();
    const conditions: Condition[] = [
      { key: 'k', kind: 'shortfall', severity: 'critical', license: null, state: 'raised', text: 't' },
    ];
    await store().record(conditions, ['ops'], 'first', AT);
    const [before] = await store().due(AT, 10);
    await reopen();
    const [after] = await store().due(AT, 10);
    expect(after).toEqual(before);
    expect(after?.message.messageId).toBe('first');
  });
});

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
