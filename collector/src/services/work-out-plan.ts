import type { LicenseEntry } from '../licensing/binding/licenses-file.ts';
import { makePlan } from '../reconciliation/plan/make-plan.ts';
import type { PlanBody } from '../reconciliation/plan/plan.ts';
import type { AnswerPosition } from './positions/answer-position.ts';
import type { ReadAws } from './read-aws.ts';

/** What was read of AWS longer ago is no ground for a change. */
const FRESH_FOR_MS = 24 * 3_600_000;

/** The difference between what is wanted and AWS now; `deregisterAfterMs` null leaves registrations alone. */
export type WorkOutPlan = (deregisterAfterMs: number | null) => Promise<PlanBody>;

export function createWorkOutPlan(parts: {
  readonly answer: AnswerPosition;
  readonly aws: ReadAws;
  readonly entries: readonly LicenseEntry[];
}): WorkOutPlan {
  return async (deregisterAfterMs) => {
    const { asked, report, notes, facts, aws } = await parts.answer();
    return makePlan({
      at: asked.at,
      entries: parts.entries,
      report,
      notes,
      hosts: facts,
      configurations: aws.configurations,
      associations: aws.associations,
      resources: await parts.aws.facts('resource', { at: asked.at }),
      instances: aws.managedInstances,
      coverage: aws.coverage,
      freshForMs: FRESH_FOR_MS,
      deregisterAfterMs,
    });
  };
}
