import type { FindingEvent, FindingStore, TrackedFinding } from '../../ports/finding-store.ts';
import type { Finding } from '../../reconciliation/finding.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface FindingRow {
  readonly finding_no: number;
  readonly key: string;
  readonly kind: TrackedFinding['kind'];
  readonly severity: TrackedFinding['severity'];
  readonly host_id: string | null;
  readonly license: string | null;
  readonly licenses: string | null;
  readonly summary: string;
  readonly cause: string | null;
  readonly ours: string;
  readonly theirs: string;
  readonly state: TrackedFinding['state'];
  readonly since: number;
  readonly last_seen_at: number;
  readonly resolved_at: number | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_reason: string | null;
  readonly acknowledged_until: number | null;
}

export function sqliteFindingStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  recordEntry: RecordEntry,
): FindingStore {
  const byKey = database.prepare<[string], FindingRow>('SELECT * FROM finding WHERE key = ?');
  const unresolved = database.prepare<[], FindingRow>(
    "SELECT * FROM finding WHERE state <> 'resolved' ORDER BY finding_no",
  );
  const page = database.prepare<Record<string, unknown>, FindingRow>(
    `SELECT * FROM finding WHERE finding_no > $after AND ($state IS NULL OR state = $state) AND ($kind IS NULL OR kind = $kind)
     AND ($host IS NULL OR host_id = $host) AND ($license IS NULL OR license = $license OR $license IN (SELECT value FROM json_each(licenses))) ORDER BY finding_no LIMIT $limit`,
  );
  const insert = database.prepare(
    `INSERT INTO finding (key, kind, severity, host_id, license, licenses, summary, cause, ours, theirs, state, since, last_seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)`,
  );
  const refresh = database.prepare(
    `UPDATE finding SET severity = ?, license = ?, licenses = ?, summary = ?, cause = ?, ours = ?, theirs = ?, last_seen_at = ?
     WHERE finding_no = ?`,
  );
  const reopen = database.prepare(
    `UPDATE finding SET state = 'open', since = ?, resolved_at = NULL, acknowledged_by = NULL, acknowledged_reason = NULL, acknowledged_until = NULL
     WHERE finding_no = ?`,
  );
  const lapse = database.prepare(
    `UPDATE finding SET state = 'open', acknowledged_by = NULL, acknowledged_reason = NULL, acknowledged_until = NULL
     WHERE finding_no = ?`,
  );
  const resolve = database.prepare(
    "UPDATE finding SET state = 'resolved', resolved_at = ? WHERE finding_no = ?",
  );
  const acknowledge = database.prepare(
    `UPDATE finding SET state = 'acknowledged', acknowledged_by = ?, acknowledged_reason = ?, acknowledged_until = ?
     WHERE finding_no = ? AND state <> 'resolved'`,
  );
  const addEvent = database.prepare(
    'INSERT INTO finding_event (finding_no, at, event, actor, reason) VALUES (?, ?, ?, ?, ?)',
  );
  const history = database.prepare<[number], FindingEvent>(
    'SELECT at, event, actor, reason FROM finding_event WHERE finding_no = ? ORDER BY event_no',
  );

  function record(
    findingNo: number,
    event: FindingEvent['event'],
    at: number,
    actor = 'collector',
    reason: string | null = null,
  ): void {
    addEvent.run(findingNo, at, event, actor, reason);
  }

  /** True where it counts as opened. */
  function see(finding: Finding, at: number): boolean {
    const row = byKey.get(finding.key);
    const { key, kind, severity, hostId, license, summary, cause = null } = finding;
    const [ours, theirs] = [JSON.stringify(finding.ours), JSON.stringify(finding.theirs)];
    const licenses = finding.licenses === undefined ? null : JSON.stringify(finding.licenses);
    if (row === undefined) {
      const added = insert.run(
        ...[key, kind, severity, hostId, license, licenses, summary, cause, ours, theirs, at, at],
      );
      record(Number(added.lastInsertRowid), 'opened', at);
      return true;
    }
    refresh.run(severity, license, licenses, summary, cause, ours, theirs, at, row.finding_no);
    if (row.state === 'resolved') {
      reopen.run(at, row.finding_no);
      record(row.finding_no, 'reopened', at);
      return true;
    }
    if (!lapsed(row, at) && row.summary !== summary) record(row.finding_no, 'changed', at);
    return false;
  }

  /** An acknowledgement ends at its time, whether the finding could be judged or not. */
  function lapsed(row: FindingRow, at: number): boolean {
    const { state, acknowledged_until: until } = row;
    if (state !== 'acknowledged' || until === null || until > at) return false;
    lapse.run(row.finding_no);
    record(row.finding_no, 'reopened', at, 'collector', 'the acknowledgement has run out');
    return true;
  }

  return {
    track: (found, judged, at) =>
      queue.write(() => {
        const opened = found.filter((finding) => see(finding, at)).length;
        const keys = new Set(found.map(({ key }) => key));
        let resolved = 0;
        for (const row of unresolved.all()) {
          if (keys.has(row.key)) continue;
          if (!judged(toFinding(row))) {
            lapsed(row, at);
            continue;
          }
          resolve.run(at, row.finding_no);
          record(row.finding_no, 'resolved', at);
          resolved += 1;
        }
        return { opened, resolved };
      }),
    async list({ limit, after, state, kind, hostId, license }) {
      const rows = page.all({
        after: after === undefined ? 0 : Number(after),
        state: state ?? null,
        kind: kind ?? null,
        host: hostId ?? null,
        license: license ?? null,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit);
      return {
        items: items.map(toTracked),
        next: rows.length > limit ? String(items.at(-1)?.finding_no) : null,
      };
    },
    async byKey(key) {
      const row = byKey.get(key);
      return row === undefined
        ? undefined
        : { finding: toTracked(row), history: history.all(row.finding_no) };
    },
    acknowledge: (key, { by, reason, until }, at, entry) =>
      queue.write(() => {
        const row = byKey.get(key);
        if (row === undefined || acknowledge.run(by, reason, until, row.finding_no).changes === 0)
          return false;
        record(row.finding_no, 'acknowledged', at, by, reason);
        recordEntry(entry);
        return true;
      }),
  };
}

function toFinding(row: FindingRow): Finding {
  const { kind, key, severity, license, summary } = row;
  return {
    kind,
    key,
    severity,
    hostId: row.host_id,
    license,
    licenses: row.licenses === null ? undefined : JSON.parse(row.licenses),
    summary,
    cause: row.cause ?? undefined,
    ours: JSON.parse(row.ours),
    theirs: JSON.parse(row.theirs),
  };
}

function toTracked(row: FindingRow): TrackedFinding {
  return {
    ...toFinding(row),
    state: row.state,
    since: row.since,
    lastSeenAt: row.last_seen_at,
    resolvedAt: row.resolved_at,
    acknowledgement:
      row.acknowledged_by === null
        ? null
        : { by: row.acknowledged_by, reason: row.acknowledged_reason ?? '', until: row.acknowledged_until },
  };
}
