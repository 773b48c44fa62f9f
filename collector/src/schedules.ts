import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { everyInterval } from './every-interval.ts';
import type { Services } from './http/services.ts';
import type { AwsNotifier } from './ports/aws.ts';
import type { WatchClock } from './services/watch-clock.ts';

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 15 * MINUTE_MS;
const DELIVER_EVERY_MS = MINUTE_MS / 2;
const CHECK_TLS_EVERY_MS = 60 * MINUTE_MS;
const CHECK_CLOCK_EVERY_MS = 10 * MINUTE_MS;
const RECONCILE_EVERY_MS = 60 * MINUTE_MS;
const PRUNE_EVERY_MS = 24 * 60 * MINUTE_MS;

export interface Schedules {
  /** Begins nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** What a running collector does of itself. Whatever fails is logged, and tried again at its next turn. */
export function startSchedules(parts: {
  readonly services: Services;
  readonly config: Config;
  readonly logger: Logger;
  readonly watchClock: WatchClock;
  readonly notifier: (source: string, region: string) => AwsNotifier;
  /** Takes renewed certificates; never throws. */
  readonly checkTls: () => Promise<void>;
}): Schedules {
  const { services, config, logger } = parts;
  const running: Schedules[] = [];
  let stopped = false;

  function every(intervalMs: number, failure: string, work: () => Promise<void>): void {
    running.push(
      everyInterval(intervalMs, async () => {
        try {
          await work();
        } catch (error) {
          // What was cut off is gone on with at the next start.
          if (!stopped) logger.error({ err: error }, failure);
        }
      }),
    );
  }

  async function sync(): Promise<void> {
    const { complete, failed, unreachable } = await services.sync.run({ actor: 'collector' });
    logger.info({ complete, failed, unreachable }, 'AWS sync');
    await reconcile();
  }

  async function reconcile(): Promise<void> {
    logger.info(await services.reconcile.run(), 'reconciled');
  }

  async function look(): Promise<void> {
    const { conditions, metrics } = await services.takeSnapshot();
    await services.watch.look(conditions);
    const { cloudWatch } = config.alerts;
    if (cloudWatch !== null)
      await parts.notifier(cloudWatch.source, cloudWatch.region).putMetrics(cloudWatch.namespace, metrics);
  }

  async function checkClock(): Promise<void> {
    const behind = await parts.watchClock();
    if (behind !== null)
      logger.error(
        { behindSeconds: Math.round(behind / 1000) },
        'this clock is behind what is stored: put it right',
      );
    await services.ready();
  }

  async function prune(): Promise<void> {
    const pruned = await services.prune({ actor: 'collector' });
    if (pruned.reports + pruned.sections + pruned.ended > 0) logger.info(pruned, 'history was pruned');
  }

  every(CHECK_TLS_EVERY_MS, 'certificates could not be looked at', parts.checkTls);
  if (config.aws.sources.length > 0 && config.aws.syncEveryMs > 0)
    every(config.aws.syncEveryMs, 'AWS sync failed', sync);
  // Most findings need no AWS: clones, gaps, doubts, shortfalls.
  else every(RECONCILE_EVERY_MS, 'findings could not be looked for', reconcile);
  every(CHECK_CLOCK_EVERY_MS, 'the clock could not be checked', checkClock);
  every(PRUNE_EVERY_MS, 'pruning failed; it goes on from there tomorrow', prune);
  every(LOOK_EVERY_MS, 'snapshot, alerts or metrics failed', look);
  every(DELIVER_EVERY_MS, 'alerts could not be delivered', async () => void (await services.watch.deliver()));
  return {
    async stop() {
      stopped = true;
      await Promise.all(running.map((schedule) => schedule.stop()));
    },
  };
}
