import type { ImportedPlacement } from '../../identity/imported-placement.ts';
import type { PlacementStore } from '../../ports/placement-store.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface PlacementRow {
  readonly placement_no: number;
  readonly guest_uuid: string | null;
  readonly guest_name: string | null;
  readonly host_uuid: string | null;
  readonly host_name: string | null;
  readonly cluster: string | null;
  readonly machine: string | null;
}

const SELECT =
  'SELECT placement_no, guest_uuid, guest_name, host_uuid, host_name, cluster, machine FROM placement';

export function sqlitePlacementStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  record: RecordEntry,
): PlacementStore {
  const at = database.prepare<{ now: number }, PlacementRow>(
    `${SELECT} WHERE from_at <= @now AND (until_at IS NULL OR until_at > @now) ORDER BY placement_no`,
  );
  const standing = database.prepare<[string], PlacementRow>(
    `${SELECT} WHERE source = ? AND until_at IS NULL`,
  );
  const add = database.prepare(
    `INSERT INTO placement (source, guest_uuid, guest_name, host_uuid, host_name, cluster, machine, from_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const end = database.prepare<[number, number]>(
    'UPDATE placement SET until_at = max(from_at, ?) WHERE placement_no = ?',
  );
  return {
    placementsAt: async (asked) =>
      at.all({ now: Math.min(asked.at, asked.knownAt ?? asked.at) }).map(toPlacement),
    replace: (source, placements, now, entryOf) =>
      queue.write(() => {
        const fresh = new Map(placements.map((one) => [keyOf(one), one]));
        let ended = 0;
        for (const row of standing.all(source)) {
          if (fresh.delete(keyOf(toPlacement(row)))) continue;
          end.run(now, row.placement_no);
          ended++;
        }
        for (const { guest, host, cluster, machine } of fresh.values()) {
          const told = machine === null ? null : JSON.stringify(machine);
          add.run(source, guest.uuid, guest.name, host.uuid, host.name, cluster, told, now);
        }
        const counts = { standing: standing.all(source).length, added: fresh.size, ended };
        record(entryOf(counts));
        return counts;
      }),
  };
}

function keyOf({ guest, host, cluster, machine }: ImportedPlacement): string {
  return JSON.stringify([guest.uuid, guest.name, host.uuid, host.name, cluster, machine]);
}

function toPlacement(row: PlacementRow): ImportedPlacement {
  return {
    guest: { uuid: row.guest_uuid, name: row.guest_name },
    host: { uuid: row.host_uuid, name: row.host_name },
    machine: row.machine === null ? null : JSON.parse(row.machine),
    cluster: row.cluster,
  };
}
