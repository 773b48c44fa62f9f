import type { PlanBody } from '../reconciliation/plan/plan.ts';
import type { AuditEntry } from './audit-log.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * `started`: the call was about to be made or its answer was lost, and nobody knows whether it arrived. `done`: AWS took it. `already`: it was so
 * before. `drifted`: AWS is no longer what the plan saw. `failed`: AWS refused it.
 */
export type StepState = 'started' | 'done' | 'already' | 'drifted' | 'failed';

/** What became of one step. Times are epoch milliseconds. */
export interface StepOutcome {
  /** Position in the plan, from 1. */
  readonly step: number;
  readonly state: StepState;
  readonly at: number;
  readonly actor: string;
  /** What AWS said against it, or the ARN of what was created. */
  readonly detail: string | null;
}

/** A plan as it was reviewed. `digest`: SHA-256 (hex) of its canonical JSON; an apply names it. */
export interface StoredPlan extends PlanBody {
  readonly planId: string;
  readonly digest: string;
  readonly madeAt: number;
  readonly madeBy: string;
  /** The latest outcome of each step that was tried. */
  readonly outcomes: readonly StepOutcome[];
}

export interface PlanStore {
  add(plan: Omit<StoredPlan, 'outcomes'>, entry: AuditEntry): Promise<void>;
  byId(planId: string): Promise<StoredPlan | undefined>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<StoredPlan>>;
  /** Resolves once on disk: a step is journaled before its call and after it. */
  record(planId: string, outcome: StepOutcome): Promise<void>;
  /** Runs the work alone on this data folder. Throws AppError `conflict` while another process or request does. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}
