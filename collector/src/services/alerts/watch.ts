import type { AlertRecord, AlertStore } from '../../ports/alert-store.ts';
import type { AlertTarget } from '../../ports/alert-target.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { type AlertRules, conditionsOf } from './conditions.ts';

export interface Watch {
  /** Records what an answer raises or resolves, then delivers what is due. Gives what changed. */
  look(answer: PositionAnswer): Promise<readonly AlertRecord[]>;
  /** Sends what is in the outbox and due; gives how many arrived and how many wait. */
  deliver(): Promise<{ readonly delivered: number; readonly waiting: number }>;
  list(): Promise<readonly AlertRecord[]>;
}

const BATCH = 50;
const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 3_600_000;

export function createWatch(parts: {
  readonly store: AlertStore;
  readonly targets: readonly AlertTarget[];
  readonly rules: AlertRules;
  readonly clock: Clock;
  readonly random: Random;
}): Watch {
  const { store, targets, rules, clock, random } = parts;

  async function deliver() {
    let [delivered, waiting] = [0, 0];
    for (const { entryNo, target, message, attempts } of await store.due(clock.now(), BATCH)) {
      const to = targets.find((one) => one.name === target);
      try {
        if (to === undefined) throw new Error(`the configuration has no alert target "${target}"`);
        await to.deliver(message);
        await store.delivered(entryNo, clock.now());
        delivered += 1;
      } catch (error) {
        const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), LAST_RETRY_MS);
        await store.postponed(
          entryNo,
          clock.now() + wait,
          error instanceof Error ? error.message : String(error),
        );
        waiting += 1;
      }
    }
    return { delivered, waiting };
  }

  return {
    async look(answer) {
      const names = targets.map((one) => one.name);
      const changed = await store.record(conditionsOf(answer, rules), names, random.uuid(), clock.now());
      await deliver();
      return changed;
    },
    deliver,
    list: () => store.list(),
  };
}
