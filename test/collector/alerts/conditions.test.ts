import { describe, expect, it } from 'vitest';
import { conditionsOf, DEFAULT_ALERT_RULES } from '../../../collector/src/services/alerts/conditions.ts';
import type { PositionAnswer } from '../../../collector/src/services/positions/compute-position.ts';
import { AT, answer, type Change, openedStores, watching } from '../../support/alerts/watching.ts';

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
