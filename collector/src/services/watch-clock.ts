import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Maintenance } from '../ports/maintenance.ts';

/** The least that counts: time servers and suspended machines set clocks back by less. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** How far, in milliseconds, this clock is behind the newest time in the store; null where it is not. */
export type WatchClock = () => Promise<number | null>;

/**
 * A clock that was set back makes "as of" answers and expiries wrong until it has caught up. That it was, and by how much,
 * is put on record once each time.
 */
export function createWatchClock(parts: {
  maintenance: Pick<Maintenance, 'newestStoredAt'>;
  audit: AuditLog;
  clock: Clock;
}): WatchClock {
  const { maintenance, audit, clock } = parts;
  let recorded = false;
  return async () => {
    const newest = await maintenance.newestStoredAt();
    const now = clock.now();
    if (newest === null || newest - now <= CLOCK_TOLERANCE_MS) {
      recorded = false;
      return null;
    }
    if (!recorded) {
      const detail = { clock: new Date(now).toISOString(), newestStored: new Date(newest).toISOString() };
      await audit.add({
        at: now,
        actor: 'collector',
        action: 'clock.behind',
        subject: 'collector',
        reason: null,
        detail,
      });
      recorded = true;
    }
    return newest - now;
  };
}
