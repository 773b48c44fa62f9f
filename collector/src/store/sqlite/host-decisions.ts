import { type HostChange, type HostStanding, objectionTo } from '../../identity/host-change.ts';
import type { HostDecision } from '../../ports/host-admin-store.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { SqliteDatabase } from './open-database.ts';

interface StandingRow {
  readonly host_no: number;
  readonly host_id: string;
  readonly name: string;
  readonly from_at: number | null;
  readonly into_id: string | null;
}

const STANDING = `SELECT host.host_no, host.host_id, host.name, absence.from_at, target.host_id AS into_id
  FROM host LEFT JOIN host_absence AS absence ON absence.host_no = host.host_no AND absence.until_at IS NULL
  LEFT JOIN host AS target ON target.host_no = absence.into_host_no`;

export interface HostDecisions {
  find(idOrName: string): HostStanding[];
  absent(): HostStanding[];
  /** What stands against it, or null once it and its entry are written, in the transaction that is open. */
  decide(decision: HostDecision): string | null;
}

export function hostDecisions(database: SqliteDatabase, record: RecordEntry): HostDecisions {
  const byId = database.prepare<[string], StandingRow>(`${STANDING} WHERE host.host_id = ?`);
  const byName = database.prepare<[string], StandingRow>(
    `${STANDING} WHERE host.name = ? ORDER BY host.host_id`,
  );
  const allAbsent = database.prepare<[], StandingRow>(
    `${STANDING} WHERE absence.from_at IS NOT NULL ORDER BY host.name, host.host_id`,
  );
  const mergedInto = database.prepare<[number], { host_id: string }>(
    `SELECT host_id FROM host_absence JOIN host USING (host_no)
     WHERE into_host_no = ? AND until_at IS NULL ORDER BY host_id`,
  );
  const tagsOf = database.prepare<[number], { key: string; value: string }>(
    'SELECT key, value FROM host_tag WHERE host_no = ? AND until_at IS NULL ORDER BY key',
  );
  const beginAbsence = database.prepare<[number, number | null, number]>(
    'INSERT INTO host_absence (host_no, into_host_no, from_at) VALUES (?, ?, ?)',
  );
  const endAbsence = database.prepare<[number, number]>(
    'UPDATE host_absence SET until_at = max(from_at, ?) WHERE host_no = ? AND until_at IS NULL',
  );
  const rename = database.prepare<[string, number]>('UPDATE host SET name = ? WHERE host_no = ?');
  const beginTag = database.prepare<[number, string, string, number]>(
    'INSERT INTO host_tag (host_no, key, value, from_at) VALUES (?, ?, ?, ?)',
  );
  const endTag = database.prepare<[number, number, string]>(
    'UPDATE host_tag SET until_at = max(from_at, ?) WHERE host_no = ? AND key = ? AND until_at IS NULL',
  );

  function toStanding(row: StandingRow): HostStanding {
    return {
      hostId: row.host_id,
      name: row.name,
      retiredAt: row.into_id === null ? row.from_at : null,
      mergedInto: row.into_id,
      merged: mergedInto.all(row.host_no).map((one) => one.host_id),
      tags: Object.fromEntries(tagsOf.all(row.host_no).map(({ key, value }) => [key, value])),
    };
  }

  function apply(hostNo: number, change: HostChange, target: StandingRow | undefined, at: number): void {
    switch (change.kind) {
      case 'retire':
        beginAbsence.run(hostNo, null, at);
        break;
      case 'merge':
        beginAbsence.run(hostNo, target?.host_no ?? null, at);
        break;
      case 'unretire':
      case 'split':
        endAbsence.run(at, hostNo);
        break;
      case 'rename':
        rename.run(change.name, hostNo);
        break;
      case 'tag':
        endTag.run(at, hostNo, change.key);
        beginTag.run(hostNo, change.key, change.value, at);
        break;
      case 'untag':
        endTag.run(at, hostNo, change.key);
        break;
    }
  }

  return {
    find(idOrName) {
      const own = byId.get(idOrName);
      return (own === undefined ? byName.all(idOrName) : [own]).map(toStanding);
    },
    absent: () => allAbsent.all().map(toStanding),
    decide({ hostId, change, at, entryOf }) {
      const row = byId.get(hostId);
      if (row === undefined) return `no host ${hostId}`;
      const target = change.kind === 'merge' ? byId.get(change.into) : undefined;
      const before = toStanding(row);
      const objection = objectionTo(before, change, target === undefined ? undefined : toStanding(target));
      if (objection !== null) return objection;
      apply(row.host_no, change, target, at);
      record(entryOf(before));
      return null;
    },
  };
}
