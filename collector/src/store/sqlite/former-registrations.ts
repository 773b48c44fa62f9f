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

/** Hosts that ever changed their registration, and those that are retired: all others have the one they have. */
const ROWS = `WITH standing AS (
    SELECT host_no, from_at, into_host_no FROM host_absence
    WHERE from_at <= @now AND (until_at IS NULL OR until_at > @now)
  ), told AS (
    SELECT host_no, valid_from, report_no, known_content_no FROM host_section
    WHERE section = 'ssmRegistration' AND valid_from <= @at AND recorded_at <= @knownAt AND known_content_no IS NOT NULL
  )
  SELECT host.host_id, host.name, told.valid_from, told.known_content_no,
    iif(standing.into_host_no IS NULL, standing.from_at, NULL) AS retired_at
  FROM told JOIN host USING (host_no) LEFT JOIN standing USING (host_no)
  WHERE standing.host_no IS NOT NULL OR host_no IN (SELECT host_no FROM told GROUP BY host_no HAVING count(*) > 1)
  ORDER BY host_no, told.report_no`;

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
