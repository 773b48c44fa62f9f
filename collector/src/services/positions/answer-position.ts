import type { Clock } from '../../ports/clock.ts';
import type { Asked } from '../../ports/fleet-store.ts';
import type { ComputePosition, PositionAnswer } from './compute-position.ts';

/** Instants a caller may name; `at` left out asks for the present. */
export interface AskedInstant {
  readonly at?: number | undefined;
  readonly knownAt?: number | undefined;
}

export type AnswerPosition = (asked?: AskedInstant) => Promise<PositionAnswer>;

/** A computation that takes longer is not waited for where an answer of lately is at hand. */
const CHEAP_MS = 250;
const FRESH_ENOUGH_MS = 30_000;
const KEPT_ANSWERS = 8;
const KEPT_MS = 300_000;

interface Kept {
  readonly answer: Promise<PositionAnswer>;
  readonly since: number;
}

/**
 * Every answer is a position as of an instant that it names. For the present a small fleet is computed anew each time; a large
 * one is answered as of at most half a minute ago while the next answer is computed. An answer is kept for some minutes under
 * its instant, so that the pages of one listing come from one answer.
 */
export function createAnswerPosition(compute: ComputePosition, clock: Clock): AnswerPosition {
  const kept = new Map<string, Kept>();
  let latest: PositionAnswer | undefined;
  let running: Promise<PositionAnswer> | undefined;
  let lastTookMs = 0;

  function answerOf(asked: Asked): Promise<PositionAnswer> {
    const key = `${asked.at} ${asked.knownAt ?? ''}`;
    const now = clock.now();
    const known = kept.get(key);
    if (known !== undefined && now - known.since < KEPT_MS) return known.answer;
    const answer = compute(asked);
    kept.delete(key);
    kept.set(key, { answer, since: now });
    answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > KEPT_ANSWERS && oldest !== undefined) kept.delete(oldest);
    return answer;
  }

  async function computePresent(): Promise<PositionAnswer> {
    const started = clock.now();
    try {
      latest = await answerOf({ at: started });
      lastTookMs = clock.now() - started;
      return latest;
    } finally {
      running = undefined;
    }
  }

  function present(): Promise<PositionAnswer> {
    running ??= computePresent();
    return running;
  }

  return async (asked = {}) => {
    if (asked.at !== undefined || asked.knownAt !== undefined)
      return answerOf({ at: asked.at ?? clock.now(), knownAt: asked.knownAt });
    if (latest === undefined) return present();
    if (lastTookMs <= CHEAP_MS) {
      // One that is under way may have begun before what the caller did last: it is not joined.
      await running?.catch(() => undefined);
      return present();
    }
    const next = present();
    if (clock.now() - latest.asked.at > FRESH_ENOUGH_MS) return next;
    next.catch(() => undefined);
    return latest;
  };
}
