import { describe, expect, it } from 'vitest';
import type { AlertMessage, Condition } from '../../../collector/src/ports/alert-store.ts';
import type { AlertTarget } from '../../../collector/src/ports/alert-target.ts';
import { conditionsOf, DEFAULT_ALERT_RULES } from '../../../collector/src/services/alerts/conditions.ts';
import { createWatch } from '../../../collector/src/services/alerts/watch.ts';
import { AT, answer, openedStores, watching } from '../../support/alerts/watching.ts';

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
