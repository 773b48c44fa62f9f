import type { Clock } from '../../ports/clock.ts';
import type { Asked } from '../../ports/fleet-store.ts';
import type { ComputePosition, PositionAnswer } from './compute-position.ts';

/** Instants a caller may name; `at` left out asks for the present. */
export interface AskedInstant {
  readonly at?: number | undefined;
  readonly knownAt?: number | undefined;
}

export type AnswerPosition = (asked?: AskedInstant) => Promise<PositionAnswer>;

/** Up to this many hosts the present is computed anew for every question. */
const SMALL_FLEET = 5_000;
/** Where nobody asked for long, the question waits for an answer of now. */
const FRESH_ENOUGH_MS = 60_000;
/**
 * A large fleet's position is computed again after this many times the time that the last computation took, and before any
 * question has to wait for it: the first one takes ten times as long as those that follow.
 */
const REST_FACTOR = 15;
const LONGEST_REST_MS = FRESH_ENOUGH_MS / 2;
const KEPT_ANSWERS = 8;
/** An answer for a large fleet takes tens of megabytes. */
const KEPT_LARGE_ANSWERS = 2;
const KEPT_MS = 300_000;

interface Kept {
  readonly answer: Promise<PositionAnswer>;
  readonly since: number;
  /** Asked for by its instant: a listing goes on from it. */
  readonly named: boolean;
}

function keyOf({ at, knownAt }: Asked): string {
  return `${at} ${knownAt ?? ''}`;
}

/**
 * Every answer is a position as of an instant that it names. For the present a small fleet is computed anew each time; a large
 * one is answered as of lately, at most a minute ago, and computed again when the last computation is paid off: it takes a
 * processor that ingest could use. An answer is kept for some minutes under its instant, so that the pages of one listing come
 * from one answer; one for a large fleet that is superseded only where somebody asked for its instant, as a page that is not the last does.
 */
export function createAnswerPosition(compute: ComputePosition, clock: Clock): AnswerPosition {
  /** Those asked for last are at the end. */
  const kept = new Map<string, Kept>();
  let latest: PositionAnswer | undefined;
  let running: Promise<PositionAnswer> | undefined;
  let past: Promise<unknown> = Promise.resolve();
  let lastTookMs = 0;

  function isLarge(): boolean {
    return (latest?.facts.size ?? 0) > SMALL_FLEET;
  }

  function keptAnswer(
    asked: Asked,
    named: boolean,
    computeIt: () => Promise<PositionAnswer>,
  ): Promise<PositionAnswer> {
    const key = keyOf(asked);
    const now = clock.now();
    const known = kept.get(key);
    const isKept = known !== undefined && now - known.since < KEPT_MS;
    const { answer, since } = isKept ? known : { answer: computeIt(), since: now };
    kept.delete(key);
    kept.set(key, { answer, since, named: named || (isKept && known.named) });
    if (!isKept) answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > (isLarge() ? KEPT_LARGE_ANSWERS : KEPT_ANSWERS) && oldest !== undefined)
      kept.delete(oldest);
    return answer;
  }

  function dropSuperseded(by: PositionAnswer): void {
    if (!isLarge()) return;
    for (const [key, { named }] of kept) if (!named && key !== keyOf(by.asked)) kept.delete(key);
  }

  /** One after the other: each holds all that it reads of the fleet until it is done. */
  function computePast(asked: Asked): Promise<PositionAnswer> {
    const answer = past.then(() => compute.past(asked));
    past = answer.catch(() => undefined);
    return answer;
  }

  async function computePresent(): Promise<PositionAnswer> {
    const at = clock.now();
    try {
      latest = await keptAnswer({ at }, false, () => compute.present(at));
      dropSuperseded(latest);
      lastTookMs = clock.now() - at;
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
    if (asked.at !== undefined || asked.knownAt !== undefined) {
      const instants = { at: asked.at ?? clock.now(), knownAt: asked.knownAt };
      return keptAnswer(instants, true, () => computePast(instants));
    }
    if (latest === undefined) return present();
    if (!isLarge()) {
      // One that is under way may have begun before what the caller did last: it is not joined.
      await running?.catch(() => undefined);
      return present();
    }
    const age = clock.now() - latest.asked.at;
    // Less than none: the clock was set back.
    if (age > FRESH_ENOUGH_MS || age < 0) return present();
    // After this answer has left: the computation would hold it back.
    if (age > Math.min(lastTookMs * REST_FACTOR, LONGEST_REST_MS))
      setTimeout(() => present().catch(() => undefined), 0);
    return latest;
  };
}
