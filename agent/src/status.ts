import type { DatabaseSync } from 'node:sqlite';
import { readEnrollment } from './enrollment/enrollment.ts';
import { type Gap, listGaps } from './spool/gaps.ts';
import { openStateReadOnly } from './state/open-state.ts';

export interface AgentStatus {
  readonly enrollment: {
    readonly agentId: string;
    readonly hostId: string;
    readonly status: 'active' | 'pending';
    readonly urls: readonly string[];
    readonly keyId: string;
    readonly enrolledAt: string;
  } | null;
  readonly lastRunAt: string | null;
  readonly deliveredAt: string | null;
  readonly deliveredTo: string | null;
  readonly failure: { readonly at: string; readonly why: string; readonly notBefore: string | null } | null;
  readonly spool: { readonly messages: number; readonly bytes: number; readonly oldest: string | null };
  readonly gaps: readonly Gap[];
  readonly rejected: readonly {
    readonly reportId: string;
    readonly code: string;
    readonly detail: string | null;
    readonly at: string;
  }[];
  /** What an operator should do now; empty where all is well. */
  readonly nextSteps: readonly string[];
}

type Facts = Omit<AgentStatus, 'nextSteps'>;

/** Reads the state folder only. Throws StateError where it cannot be read. */
export function agentStatus(stateDirectory: string): AgentStatus {
  const enrolled = readEnrollment(stateDirectory);
  const db = openStateReadOnly(stateDirectory);
  try {
    const { ca: _, ...enrollment } = enrolled ?? { ca: null };
    const facts: Facts = {
      enrollment: enrolled === null ? null : (enrollment as NonNullable<AgentStatus['enrollment']>),
      ...(db === null ? NOTHING_YET : stateFacts(db)),
    };
    return { ...facts, nextSteps: nextSteps(facts) };
  } finally {
    db?.close();
  }
}

const NOTHING_YET = {
  lastRunAt: null,
  deliveredAt: null,
  deliveredTo: null,
  failure: null,
  spool: { messages: 0, bytes: 0, oldest: null },
  gaps: [],
  rejected: [],
} as const satisfies Omit<Facts, 'enrollment'>;

function stateFacts(db: DatabaseSync): Omit<Facts, 'enrollment'> {
  const progress = db.prepare('SELECT * FROM progress').get() ?? {};
  const text = (name: string) => (progress[name] ?? null) as string | null;
  const spool = db
    .prepare(
      'SELECT count(*) AS messages, coalesce(sum(length(body)), 0) AS bytes, min(observed_at) AS oldest FROM message',
    )
    .get() as unknown as AgentStatus['spool'];
  const failedAt = text('failed_at');
  return {
    lastRunAt: text('last_run_at'),
    deliveredAt: text('delivered_at'),
    deliveredTo: text('delivered_to'),
    failure:
      failedAt === null ? null : { at: failedAt, why: text('failure') ?? '', notBefore: text('not_before') },
    spool: { ...spool },
    gaps: listGaps(db).map((gap) => ({ ...gap })),
    rejected: db
      .prepare(
        'SELECT report_id AS reportId, code, detail, rejected_at AS at FROM rejected ORDER BY position',
      )
      .all()
      .map((row) => ({ ...row })) as unknown as AgentStatus['rejected'],
  };
}

function nextSteps({ enrollment, lastRunAt, failure, rejected }: Facts): string[] {
  if (enrollment === null)
    return [
      'enrol: make a token with `coreledger token create` on the collector, then `coreledger-agent enroll`',
    ];
  const steps: string[] = [];
  if (enrollment.status === 'pending')
    steps.push('ask an operator of the collector to decide on this enrolment (`coreledger agent approve`)');
  if (lastRunAt === null) steps.push('run once: `coreledger-agent run`, or wait for the timer');
  if (failure !== null) steps.push(`put right what stops delivery: ${failure.why}`);
  if (rejected.length > 0)
    steps.push('the collector refused reports for good: upgrade the agent or the collector');
  return steps;
}
