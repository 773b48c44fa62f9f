import type { Asked } from '../../ports/fleet-store.ts';
import type { FormerRegistration } from '../../reconciliation/former-registrations.ts';
import type { ContentTable } from './content-table.ts';
import type { SqliteDatabase } from './open-database.ts';

interface Row {
  readonly host_id: string;
  readonly name: string;
  readonly valid_from: number;
  readonly known_content_no: number;
  readonly retired_at: number | null;
}

/**
 * From where a body names the instance, as far as such a name can reach; the whole of one that is compressed. Where two say the same here,
 * they name the same: agents are updated month after month, and each time the section says something else.
 */
const NAMED_FROM = `instr(body, CAST('"managedInstanceId":' AS BLOB))`;
const NAMED = `iif(${NAMED_FROM} = 0, body, substr(body, ${NAMED_FROM}, 512))`;
const TOLD = `section = 'ssmRegistration' AND valid_from <= @at AND recorded_at <= @knownAt AND known_content_no IS NOT NULL`;

/**
 * Hosts that may have changed their registration, and those that are retired: all others have the one they have. CROSS JOIN: by host, for
 * the history of all sections is many times as long.
 */
const ROWS = `WITH standing AS (
    SELECT host_no, from_at, into_host_no FROM host_absence
    WHERE from_at <= @now AND (until_at IS NULL OR until_at > @now)
  ), changed AS (
    SELECT host.host_no FROM host CROSS JOIN host_section USING (host_no) JOIN content ON content.content_no = known_content_no
    WHERE ${TOLD} GROUP BY host.host_no HAVING count(DISTINCT ${NAMED}) > 1
  )
  SELECT host.host_id, host.name, told.valid_from, told.known_content_no,
    iif(standing.into_host_no IS NULL, standing.from_at, NULL) AS retired_at
  FROM host CROSS JOIN host_section AS told USING (host_no) LEFT JOIN standing USING (host_no)
  WHERE host.host_no IN (SELECT host_no FROM changed UNION SELECT host_no FROM standing) AND ${TOLD}
  ORDER BY host.host_no, told.report_no`;

/** Registrations that hosts had and have no more, out of what their agents told. */
export function formerRegistrations(
  database: SqliteDatabase,
  contents: ContentTable,
): (asked: Asked) => readonly FormerRegistration[] {
  const rows = database.prepare<{ at: number; knownAt: number; now: number }, Row>(ROWS);

  function idOf({ known_content_no }: Row): string | null {
    const outcome = contents.read(known_content_no) as { value?: { managedInstanceId?: string | null } };
    return outcome.value?.managedInstanceId ?? null;
  }

  return ({ at, knownAt = Number.MAX_SAFE_INTEGER }) => {
    const byHost = Map.groupBy(
      rows.all({ at, knownAt, now: Math.min(at, knownAt) }),
      ({ host_id }) => host_id,
    );
    return [...byHost].flatMap(([hostId, told]) => {
      const changes = told.map((row) => ({ id: idOf(row), from: row.valid_from }));
      const [last] = told;
      if (last === undefined) return [];
      const current = changes.at(-1)?.id ?? null;
      const ended = new Map<string, FormerRegistration>();
      changes.forEach(({ id }, index) => {
        const next = changes.slice(index + 1).find((change) => change.id !== id);
        if (id === null || id === current || next === undefined) return;
        ended.set(id, {
          managedInstanceId: id,
          hostId,
          hostName: last.name,
          why: 're-registered',
          endedAt: next.from,
        });
      });
      if (last.retired_at !== null && current !== null) {
        const endedAt = last.retired_at;
        ended.set(current, {
          managedInstanceId: current,
          hostId,
          hostName: last.name,
          why: 'retired',
          endedAt,
        });
      }
      return [...ended.values()];
    });
  };
}
