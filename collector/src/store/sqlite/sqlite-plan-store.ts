import { join } from 'node:path';
import type { PlanStore, StepOutcome, StoredPlan } from '../../ports/plan-store.ts';
import type { RecordEntry } from './audit-entries.ts';
import { holdLock } from './hold-lock.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface PlanRow {
  readonly plan_no: number;
  readonly plan_id: string;
  readonly digest: string;
  readonly made_at: number;
  readonly made_by: string;
  readonly body: string;
}

export function sqlitePlanStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  recordEntry: RecordEntry,
  folder: string,
): PlanStore {
  const add = database.prepare<[string, string, number, string, string]>(
    'INSERT INTO aws_plan (plan_id, digest, made_at, made_by, body) VALUES (?, ?, ?, ?, ?)',
  );
  const byId = database.prepare<[string], PlanRow>('SELECT * FROM aws_plan WHERE plan_id = ?');
  const page = database.prepare<[number, number], PlanRow>(
    'SELECT * FROM aws_plan WHERE plan_no < ? ORDER BY plan_no DESC LIMIT ?',
  );
  const record = database.prepare<[number, string, number, string, string | null, string]>(
    `INSERT INTO aws_plan_step (plan_no, step, state, at, actor, detail)
     SELECT plan_no, ?, ?, ?, ?, ? FROM aws_plan WHERE plan_id = ?`,
  );
  const outcomes = database.prepare<[number], StepOutcome>(
    `SELECT step, state, at, actor, detail FROM aws_plan_step AS one WHERE plan_no = ? AND event_no =
       (SELECT max(event_no) FROM aws_plan_step WHERE plan_no = one.plan_no AND step = one.step) ORDER BY step`,
  );

  function toPlan(row: PlanRow): StoredPlan {
    const { steps, leftOut } = JSON.parse(row.body);
    return {
      planId: row.plan_id,
      digest: row.digest,
      madeAt: row.made_at,
      madeBy: row.made_by,
      steps,
      leftOut,
      outcomes: outcomes.all(row.plan_no),
    };
  }

  return {
    add: ({ planId, digest, madeAt, madeBy, steps, leftOut }, entry) =>
      queue.write(() => {
        add.run(planId, digest, madeAt, madeBy, JSON.stringify({ steps, leftOut }));
        recordEntry(entry);
      }),
    async byId(planId) {
      const row = byId.get(planId);
      return row === undefined ? undefined : toPlan(row);
    },
    async list({ limit, after }) {
      const rows = page.all(after === undefined ? Number.MAX_SAFE_INTEGER : Number(after), limit + 1);
      const items = rows.slice(0, limit);
      return {
        items: items.map(toPlan),
        next: rows.length > limit ? String(items.at(-1)?.plan_no) : null,
      };
    },
    record: (planId, { step, state, at, actor, detail }) =>
      queue.write(() => void record.run(step, state, at, actor, detail, planId)),
    async exclusively(work) {
      const unlock = holdLock(join(folder, 'apply.lock'), 'another plan is being applied: wait for its end');
      try {
        return await work();
      } finally {
        unlock();
      }
    },
  };
}
