import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import { type Identifier, identifiersOf } from '../../identity/match-identity.ts';
import type { IdentityIndex, IndexedHost } from '../../ports/identity-index.ts';
import type { ContentTable } from './content-table.ts';
import type { SqliteDatabase } from './open-database.ts';

/** A value that more hosts share is a template's or a vendor's, and tells none of them apart. */
const MOST_SHARING = 100;

export interface IdentifierTable extends IdentityIndex {
  /** Call within a transaction. */
  replace(hostNo: number, identity: HostIdentity): void;
}

export function identifierTable(database: SqliteDatabase): IdentifierTable {
  const forget = database.prepare<[number]>('DELETE FROM host_identifier WHERE host_no = ?');
  const standing = database.prepare<[number], Identifier>(
    'SELECT kind, value FROM host_identifier WHERE host_no = ?',
  );
  const add = database.prepare<[string, string, number]>(
    'INSERT OR IGNORE INTO host_identifier (kind, value, host_no) VALUES (?, ?, ?)',
  );
  /** The host that counts for it: itself, or the one it is merged into. */
  const sharing = database.prepare<[string, string, number], { host_no: number | null }>(
    `SELECT CASE WHEN absence_no IS NULL THEN host_identifier.host_no ELSE into_host_no END AS host_no
     FROM host_identifier LEFT JOIN host_absence AS absence
       ON absence.host_no = host_identifier.host_no AND absence.until_at IS NULL
     WHERE kind = ? AND value = ? LIMIT ?`,
  );
  const host = database.prepare<[number], { host_id: string }>('SELECT host_id FROM host WHERE host_no = ?');
  /** Its own, and those of the hosts that are merged into it. */
  const identifiers = database.prepare<[number, number], Identifier>(
    `SELECT DISTINCT kind, value FROM host_identifier WHERE host_no = +? OR host_no IN
       (SELECT host_no FROM host_absence WHERE into_host_no = +? AND until_at IS NULL)`,
  );

  return {
    replace(hostNo, identity) {
      const wanted = identifiersOf(identity);
      if (isSame(standing.all(hostNo), wanted)) return;
      forget.run(hostNo);
      for (const { kind, value } of wanted) add.run(kind, value, hostNo);
    },
    async sharing(wanted) {
      const found = new Set<number>();
      for (const { kind, value } of wanted) {
        const rows = sharing.all(kind, value, MOST_SHARING + 1);
        if (rows.length > MOST_SHARING) continue;
        for (const { host_no } of rows) if (host_no !== null) found.add(host_no);
      }
      return [...found]
        .toSorted((a, b) => a - b)
        .flatMap((hostNo): IndexedHost[] => {
          const row = host.get(hostNo);
          return row === undefined
            ? []
            : [{ hostId: row.host_id, identifiers: identifiers.all(hostNo, hostNo) }];
        });
    },
  };
}

/** A first report mostly tells what the enrolment told. */
function isSame(standing: readonly Identifier[], wanted: readonly Identifier[]): boolean {
  const keys = new Set(wanted.map(keyOf));
  return keys.size === standing.length && standing.every((one) => keys.has(keyOf(one)));
}

function keyOf({ kind, value }: Identifier): string {
  return `${kind}:${value}`;
}

/** Fills the table of a database that has hosts and none of their identifiers yet. */
export function indexKnownHosts(
  database: SqliteDatabase,
  contents: ContentTable,
  table: IdentifierTable,
): void {
  const isFilled = database.prepare('SELECT 1 FROM host_identifier LIMIT 1').get() !== undefined;
  if (isFilled) return;
  const rows = database
    .prepare<[], { host_no: number; content_no: number }>(
      `SELECT host_no, content_no, max(report_no) FROM host_section WHERE section = 'identity' GROUP BY host_no`,
    )
    .all();
  database.transaction(() => {
    for (const { host_no, content_no } of rows)
      table.replace(host_no, contents.read(content_no) as HostIdentity);
  })();
}
