import type { AwsFacts, AwsKind, AwsStore, AwsUnit, FactQuery } from '../../ports/aws-store.ts';
import type { InventoryCapture } from '../../reconciliation/aws-facts.ts';
import type { RecordEntry } from './audit-entries.ts';
import { factForm, readFact } from './aws-fact-form.ts';
import { packText, unpackText } from './content-table.ts';
import { refuseBeforeHorizon } from './history-horizon.ts';
import type { SqliteDatabase } from './open-database.ts';
import { sqliteSyncRuns } from './sqlite-sync-runs.ts';
import type { WriteQueue } from './write-queue.ts';

interface FactRow {
  readonly fact_no: number;
  readonly hash: Buffer;
}
interface BodyRow {
  readonly position: string;
  readonly body: Buffer;
  readonly volatile: string;
}

/** A position for keyset paging: the order of facts, as one text. */
const POSITION = "(u.account || ' ' || u.region || ' ' || u.part || ' ' || f.key)";

export function sqliteAwsStore(database: SqliteDatabase, queue: WriteQueue, record: RecordEntry): AwsStore {
  const unitNo = database.prepare<[string, string, string, string, number], { unit_no: number }>(
    `INSERT INTO aws_unit (account, region, kind, part, last_attempt_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_attempt_at = max(last_attempt_at, excluded.last_attempt_at) RETURNING unit_no`,
  );
  const current = database.prepare<[number, string], FactRow>(
    'SELECT fact_no, hash FROM aws_fact WHERE unit_no = ? AND key = ? AND valid_to IS NULL',
  );
  const touch = database.prepare(
    'UPDATE aws_fact SET seen_at = max(seen_at, ?), volatile = ? WHERE fact_no = ?',
  );
  const end = database.prepare('UPDATE aws_fact SET valid_to = ? WHERE fact_no = ?');
  const insert = database.prepare(
    'INSERT INTO aws_fact (unit_no, key, hash, body, volatile, valid_from, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const endUnseen = database.prepare(
    'UPDATE aws_fact SET valid_to = ? WHERE unit_no = ? AND valid_to IS NULL AND seen_at < ?',
  );
  const succeed = database.prepare(
    'UPDATE aws_unit SET last_success_at = max(coalesce(last_success_at, 0), ?), stale_since = NULL, error = NULL, ended_at = NULL WHERE unit_no = ?',
  );
  const failed = database.prepare(
    'UPDATE aws_unit SET stale_since = coalesce(stale_since, last_success_at, ?), error = ? WHERE unit_no = ?',
  );
  const failedScope = database.prepare(
    `UPDATE aws_unit SET last_attempt_at = ?, stale_since = coalesce(stale_since, last_success_at, ?), error = ?
     WHERE account = ? AND region = ? AND ended_at IS NULL`,
  );
  const parts = database.prepare<[string, string, string], { unit_no: number; part: string }>(
    'SELECT unit_no, part FROM aws_unit WHERE account = ? AND region = ? AND kind = ? AND ended_at IS NULL',
  );
  const endUnit = database.prepare('UPDATE aws_unit SET ended_at = ? WHERE unit_no = ?');
  const endFacts = database.prepare(
    `UPDATE aws_fact SET valid_to = max(valid_from, ?) WHERE valid_to IS NULL
     AND unit_no IN (SELECT unit_no FROM aws_unit WHERE account = ? AND region = ?)`,
  );
  const endUnits = database.prepare(
    'UPDATE aws_unit SET ended_at = ? WHERE account = ? AND region = ? AND ended_at IS NULL',
  );
  const addRead = database.prepare(
    'INSERT OR REPLACE INTO aws_unit_read (unit_no, at, error) VALUES (?, ?, ?)',
  );
  const addReads = database.prepare(
    `INSERT OR REPLACE INTO aws_unit_read (unit_no, at, error)
     SELECT unit_no, ?, ? FROM aws_unit WHERE account = ? AND region = ? AND ended_at IS NULL`,
  );
  const units = database.prepare<{ at: number }, UnitRow>(
    `SELECT account, region, kind, part, last.at AS last_attempt_at, last.error,
       (SELECT max(at) FROM aws_unit_read AS good WHERE good.unit_no = u.unit_no AND at <= @at AND error IS NULL) AS last_success_at,
       (SELECT min(at) FROM aws_unit_read AS first WHERE first.unit_no = u.unit_no) AS first_attempt_at
     FROM aws_unit AS u JOIN aws_unit_read AS last ON last.unit_no = u.unit_no
       AND last.at = (SELECT max(at) FROM aws_unit_read AS newest WHERE newest.unit_no = u.unit_no AND at <= @at)
     WHERE ended_at IS NULL OR ended_at > @at ORDER BY account, region, kind, part`,
  );
  const select = database.prepare<[object], BodyRow>(
    `SELECT ${POSITION} AS position, f.body, f.volatile FROM aws_unit u JOIN aws_fact f USING (unit_no)
     WHERE u.kind = @kind AND f.valid_from <= @at AND (f.valid_to IS NULL OR f.valid_to > @at)
       AND (@account IS NULL OR u.account = @account) AND (@region IS NULL OR u.region = @region)
       AND (@part IS NULL OR u.part = @part) AND ${POSITION} > @after
     ORDER BY position LIMIT @limit`,
  );

  const captures = database.prepare<[object], CaptureRow>(
    `SELECT u.account, u.region, u.part, f.key, f.fact_no, f.volatile FROM aws_unit u JOIN aws_fact f USING (unit_no)
     WHERE u.kind = 'inventory' AND f.valid_from <= @at AND (f.valid_to IS NULL OR f.valid_to > @at)
       AND (@account IS NULL OR u.account = @account) AND (@region IS NULL OR u.region = @region)
       AND (@part IS NULL OR u.part = @part) ORDER BY f.key, u.part`,
  );
  const body = database.prepare<[number], Pick<BodyRow, 'body' | 'volatile'>>(
    'SELECT body, volatile FROM aws_fact WHERE fact_no = ?',
  );
  const refuse = refuseBeforeHorizon(database);

  function numberOf({ account, region, kind, part }: AwsUnit, at: number): number {
    return unitNo.get(account, region, kind, part, at)?.unit_no as number;
  }

  function read<Kind extends AwsKind>(kind: Kind, query: FactQuery, after: string, limit: number) {
    const { at, account = null, region = null, part = null } = query;
    refuse({ at });
    return select
      .all({ kind, at, account, region, part, after, limit })
      .map((row) => ({ position: row.position, fact: readFact<Kind>(unpackText(row.body), row.volatile) }));
  }

  return {
    put: (unit, facts, runAt) =>
      queue.write(() => {
        const unit_no = numberOf(unit, runAt);
        for (const fact of facts) {
          const { key, hash, body, volatile } = factForm(unit.kind, fact);
          const known = current.get(unit_no, key);
          if (known?.hash.equals(hash) === true) {
            touch.run(runAt, volatile, known.fact_no);
            continue;
          }
          if (known !== undefined) end.run(runAt, known.fact_no);
          insert.run(unit_no, key, hash, packText(body), volatile, runAt, runAt);
        }
      }),
    complete: (unit, runAt) =>
      queue.write(() => {
        const unit_no = numberOf(unit, runAt);
        endUnseen.run(runAt, unit_no, runAt);
        succeed.run(runAt, unit_no);
        addRead.run(unit_no, runAt, null);
      }),
    fail: (unit, runAt, error) =>
      queue.write(() => {
        const unit_no = numberOf(unit, runAt);
        failed.run(runAt, error, unit_no);
        addRead.run(unit_no, runAt, error);
      }),
    failScope: ({ account, region }, runAt, error) =>
      queue.write(() => {
        failedScope.run(runAt, runAt, error, account, region);
        addReads.run(runAt, error, account, region);
      }),
    retainParts: ({ account, region }, kind, retained, runAt) =>
      queue.write(() => {
        for (const { unit_no, part } of parts.all(account, region, kind)) {
          if (retained.includes(part)) continue;
          endUnseen.run(runAt, unit_no, Number.MAX_SAFE_INTEGER);
          endUnit.run(runAt, unit_no);
        }
      }),
    forget: ({ account, region }, at, entryOf) =>
      queue.write(() => {
        const facts = endFacts.run(at, account, region).changes;
        endUnits.run(at, account, region);
        record(entryOf(facts));
        return facts;
      }),
    freshness: async (at = Number.MAX_SAFE_INTEGER) =>
      units.all({ at }).map((row) => ({
        account: row.account,
        region: row.region,
        kind: row.kind,
        part: row.part,
        lastSuccessAt: row.last_success_at,
        lastAttemptAt: row.last_attempt_at,
        staleSince: row.error === null ? null : (row.last_success_at ?? row.first_attempt_at),
        error: row.error,
      })),
    facts: async <Kind extends AwsKind>(kind: Kind, query: FactQuery): Promise<AwsFacts[Kind][]> =>
      read(kind, query, '', -1).map(({ fact }) => fact),
    page: async (kind, query) => {
      const rows = read(kind, query, decode(query.after), query.limit + 1);
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        items: shown.map(({ fact }) => fact),
        next: rows.length > query.limit && last !== undefined ? encode(last.position) : null,
      };
    },
    captures: async ({ at, account = null, region = null, part = null }) => {
      refuse({ at });
      return captures.all({ at, account, region, part }).map(
        (row): InventoryCapture => ({
          account: row.account,
          region: row.region,
          instanceId: row.key,
          typeName: row.part,
          capturedAt: (JSON.parse(row.volatile) as Pick<InventoryCapture, 'capturedAt'>).capturedAt,
          contentNo: row.fact_no,
        }),
      );
    },
    async entriesOf(contentNo) {
      const row = body.get(contentNo);
      return row === undefined ? [] : readFact<'inventory'>(unpackText(row.body), row.volatile).entries;
    },
    ...sqliteSyncRuns(database, queue),
  };
}

interface UnitRow {
  readonly account: string;
  readonly region: string;
  readonly kind: AwsKind;
  readonly part: string;
  readonly last_success_at: number | null;
  readonly last_attempt_at: number;
  readonly first_attempt_at: number;
  readonly error: string | null;
}

interface CaptureRow {
  readonly account: string;
  readonly region: string;
  readonly part: string;
  readonly key: string;
  readonly fact_no: number;
  readonly volatile: string;
}

function encode(position: string): string {
  return Buffer.from(position).toString('base64url');
}

function decode(cursor: string | undefined): string {
  return cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
}
