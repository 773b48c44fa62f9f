import type { DaySnapshot, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface SnapshotRow extends Omit<DaySnapshot, 'worstCase' | 'hostsKnown' | 'peakAt'> {
  readonly worst_case: number | null;
  readonly hosts_known: number;
  readonly peak_at: number;
}

export function sqliteSnapshotStore(database: SqliteDatabase, queue: WriteQueue): SnapshotStore {
  const put = database.prepare(
    `INSERT INTO snapshot (license, day, name, unit, at, owned, consumed, worst_case, balance, state, unmeasurable, hosts, hosts_known, peak, peak_at)
     VALUES (@license, @day, @name, @unit, @at, @owned, @consumed, @worstCase, @balance, @state, @unmeasurable, @hosts, @hostsKnown, @consumed, @at)
     ON CONFLICT (license, day) DO UPDATE SET
       name = excluded.name, unit = excluded.unit, at = excluded.at, owned = excluded.owned, consumed = excluded.consumed,
       worst_case = excluded.worst_case, balance = excluded.balance, state = excluded.state,
       unmeasurable = excluded.unmeasurable, hosts = excluded.hosts, hosts_known = excluded.hosts_known,
       peak_at = CASE WHEN excluded.peak > snapshot.peak THEN excluded.peak_at ELSE snapshot.peak_at END,
       peak = MAX(snapshot.peak, excluded.peak)
     WHERE excluded.at >= snapshot.at`,
  );
  const days = database.prepare<[string, string, string], SnapshotRow>(
    'SELECT * FROM snapshot WHERE license = ? AND day BETWEEN ? AND ? ORDER BY day',
  );
  const licenses = database.prepare<[], { license: string }>(
    'SELECT DISTINCT license FROM snapshot ORDER BY license',
  );
  return {
    add: (snapshots: readonly Snapshot[]) =>
      queue.write(() => {
        for (const one of snapshots) put.run({ ...one, day: dayOf(one.at) });
      }),
    days: async (license, fromDay, toDay) =>
      days.all(license, fromDay, toDay).map(({ worst_case, hosts_known, peak_at, ...same }) => ({
        ...same,
        worstCase: worst_case,
        hostsKnown: hosts_known,
        peakAt: peak_at,
      })),
    licenses: async () => licenses.all().map((row) => row.license),
  };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
