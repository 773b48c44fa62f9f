import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../collector/src/ports/fleet-store.ts';
import { createAnswerPosition } from '../../../collector/src/services/positions/answer-position.ts';
import type { PositionAnswer } from '../../../collector/src/services/positions/compute-position.ts';

/** A fleet of a size; every computation takes ten seconds of the given clock. */
function answering(hosts: number) {
  let now = 1_000_000;
  const computed: Asked[] = [];
  const past = async (asked: Asked): Promise<PositionAnswer> => {
    computed.push(asked);
    now += 10_000;
    return { asked, facts: { size: hosts } } as unknown as PositionAnswer;
  };
  const answer = createAnswerPosition({ past, present: (at) => past({ at }) }, { now: () => now });
  return { answer, computed, pass: (ms: number) => (now += ms) };
}

describe('createAnswerPosition', () => {
  it('computes the present of a small fleet for every question', async () => {
    const { answer, computed } = answering(10);
    const [first, second] = [await answer(), await answer()];
    expect(second.asked.at).toBeGreaterThan(first.asked.at);
    expect(computed).toHaveLength(2);
  });

  it('answers for a large fleet as of lately, and says so, until that is too old', async () => {
    const { answer, computed, pass } = answering(100_000);
    const first = await answer();
    pass(40_000);
    expect(await answer()).toBe(first);
    expect(computed).toHaveLength(1);
    pass(40_000);
    expect((await answer()).asked.at).toBeGreaterThan(first.asked.at);
  });

  it('answers nothing for a large fleet that lies ahead of a clock that was set back', async () => {
    const { answer, pass } = answering(100_000);
    const first = await answer();
    pass(-3_600_000);
    expect((await answer()).asked.at).toBeLessThan(first.asked.at);
  });

  it('keeps the answer of an instant for the pages of a listing, and not for ever', async () => {
    const { answer, computed, pass } = answering(10);
    const { asked } = await answer();
    await answer({ at: asked.at });
    expect(computed).toHaveLength(1);
    pass(300_000);
    await answer({ at: asked.at });
    expect(computed).toHaveLength(2);
  });

  it('tries again after a failure', async () => {
    let turn = 0;
    const past = async (asked: Asked): Promise<PositionAnswer> => {
      turn += 1;
      if (turn === 1) throw new Error('the store is busy');
      return { asked, facts: { size: 1 } } as unknown as PositionAnswer;
    };
    const answer = createAnswerPosition({ past, present: (at) => past({ at }) }, { now: () => 5 });
    await expect(answer()).rejects.toThrow('busy');
    expect((await answer()).asked).toEqual({ at: 5 });
  });
});
