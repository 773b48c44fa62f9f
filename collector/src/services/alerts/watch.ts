import type { AlertRecord, AlertStore, Condition, OutboxEntry } from '../../ports/alert-store.ts';
import type { AlertTarget } from '../../ports/alert-target.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

interface Delivery {
  readonly delivered: number;
  readonly waiting: number;
}

export interface Watch {
  /** Records what conditions raise or resolve, then delivers what is due. Gives what changed. */
  look(conditions: readonly Condition[]): Promise<readonly AlertRecord[]>;
  /** Sends what is in the outbox and due; gives how many arrived and how many wait. */
  deliver(): Promise<Delivery>;
  list(): Promise<readonly AlertRecord[]>;
}

const BATCH = 50;
const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 3_600_000;
/** A target that is missing from the configuration for less may be a slip of the pen. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

export function createWatch(parts: {
  readonly store: AlertStore;
  readonly targets: readonly AlertTarget[];
  readonly clock: Clock;
  readonly random: Random;
  /** A warning for the log. */
  readonly warn: (fields: object, text: string) => void;
}): Watch {
  const { store, targets, clock, random, warn } = parts;

  let delivering: Promise<Delivery> = Promise.resolve({ delivered: 0, waiting: 0 });

  /** One after the other, so that no message is sent twice at a time. */
  function deliver(): Promise<Delivery> {
    delivering = delivering.then(deliverDue, deliverDue);
    return delivering;
  }

  /** Targets side by side, so that a slow one holds up no other; each in order, up to its first failure. */
  async function deliverDue(): Promise<Delivery> {
    await settleForgotten();
    const due = Map.groupBy(await store.due(clock.now(), BATCH), ({ target }) => target);
    const counts = await Promise.all([...due].map(([target, entries]) => deliverTo(target, entries)));
    return {
      delivered: counts.reduce((sum, one) => sum + one.delivered, 0),
      waiting: counts.reduce((sum, one) => sum + one.waiting, 0),
    };
  }

  /** Messages to targets that were taken out of the configuration would wait for ever. */
  async function settleForgotten(): Promise<void> {
    const names = targets.map((one) => one.name);
    for (const { target, message } of await store.dropOthers(names, clock.now() - FORGOTTEN_AFTER_MS)) {
      const { messageId, at, alerts } = message;
      const told = alerts.map(({ key, state }) => `${key} ${state}`);
      warn(
        { target, messageId, made: new Date(at).toISOString(), alerts: told },
        'an alert message was dropped: the configuration has had no such target for a day',
      );
    }
  }

  async function deliverTo(target: string, entries: readonly OutboxEntry[]): Promise<Delivery> {
    const to = targets.find((one) => one.name === target);
    for (const [index, { entryNo, message }] of entries.entries()) {
      try {
        if (to === undefined) throw new Error(`the configuration has no alert target "${target}"`);
        await to.deliver(message);
      } catch (error) {
        const waiting = entries.slice(index);
        const reason = error instanceof Error ? error.message : String(error);
        for (const { entryNo: late, attempts } of waiting) {
          const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), LAST_RETRY_MS);
          await store.postponed(late, clock.now() + wait, reason);
        }
        return { delivered: index, waiting: waiting.length };
      }
      await store.delivered(entryNo, clock.now());
    }
    return { delivered: entries.length, waiting: 0 };
  }

  return {
    async look(conditions) {
      const names = targets.map((one) => one.name);
      const changed = await store.record(conditions, names, random.uuid(), clock.now());
      await deliver();
      return changed;
    },
    deliver,
    list: () => store.list(),
  };
}
