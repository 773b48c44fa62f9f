import { AppError } from '../../errors.ts';
import type { Asked } from '../../ports/fleet-store.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Throws AppError `bad-request` for an instant from before the kept history: half an answer would be a wrong one. */
export function refuseBeforeHorizon(database: SqliteDatabase): (asked: Asked) => void {
  const horizon = database.prepare<[], number>('SELECT horizon_at FROM retention').pluck();
  return ({ at, knownAt = at }) => {
    const keptFrom = horizon.get() ?? 0;
    if (Math.min(at, knownAt) >= keptFrom) return;
    throw new AppError(
      'bad-request',
      `history is kept from ${new Date(keptFrom).toISOString()} on (retention.historyDays): an earlier instant cannot be answered`,
    );
  };
}
