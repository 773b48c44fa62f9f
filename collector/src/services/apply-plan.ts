import { AppError } from '../errors.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Aws } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { PlanStore, StepOutcome, StepState, StoredPlan } from '../ports/plan-store.ts';
import type { Signatures } from '../ports/signatures.ts';
import type { PlanStep } from '../reconciliation/plan/plan.ts';
import { applySteps } from './apply-steps.ts';
import { planDigest } from './plan-aws.ts';
import type { SyncAws } from './sync-aws.ts';

export interface ApplyRequest {
  readonly planId: string;
  /** The digest that was reviewed, or its first 12 characters and more. */
  readonly digest: string;
  readonly actor: string;
  readonly reason: string | null;
  /** Go on with the next step where one fails. */
  readonly continueOnError: boolean;
}

export interface ApplyPlan {
  /**
   * Executes exactly the reviewed plan, one call at a time; steps that are done are not repeated. `onStep` hears of each outcome.
   * Throws AppError `not-found`, `conflict` (another digest; another apply under way).
   */
  apply(request: ApplyRequest, onStep?: (outcome: StepOutcome, step: PlanStep) => void): Promise<StoredPlan>;
}

const SHORTEST_DIGEST = 12;

export function createApplyPlan(parts: {
  readonly aws: Aws;
  readonly sync: SyncAws;
  readonly plans: PlanStore;
  readonly audit: AuditLog;
  readonly signatures: Signatures;
  readonly clock: Clock;
}): ApplyPlan {
  const { aws, sync, plans, audit, signatures, clock } = parts;

  async function reviewed({ planId, digest }: ApplyRequest): Promise<StoredPlan> {
    const plan = await plans.byId(planId);
    if (plan === undefined) throw new AppError('not-found', `no plan ${planId}`);
    const isNamed = digest.length >= SHORTEST_DIGEST && plan.digest.startsWith(digest.toLowerCase());
    if (!isNamed || planDigest(plan, signatures) !== plan.digest)
      throw new AppError('conflict', `plan ${planId} has another digest: review it again`);
    return plan;
  }

  return {
    apply: (request, onStep = () => undefined) =>
      plans.exclusively(async () => {
        const plan = await reviewed(request);
        const { actor, reason, planId } = request;
        const entry = { actor, subject: `plan:${planId}`, reason };
        await audit.add({ ...entry, at: clock.now(), action: 'plan.apply', detail: { digest: plan.digest } });
        await applySteps({
          aws,
          plans,
          clock,
          plan,
          actor,
          continueOnError: request.continueOnError,
          onStep,
        });
        // So that the next plan, and every report, sees what AWS is now.
        const sources = [...new Set(plan.steps.map(({ source }) => source))];
        if (sources.length > 0) await sync.run({ actor, sources });
        const after = await plans.byId(planId);
        if (after === undefined) throw new AppError('internal', `plan ${planId} is gone`);
        const count = (state: StepState) => after.outcomes.filter((one) => one.state === state).length;
        const detail = {
          done: count('done'),
          already: count('already'),
          failed: count('failed'),
          drifted: count('drifted'),
        };
        await audit.add({ ...entry, at: clock.now(), action: 'plan.applied', detail });
        return after;
      }),
  };
}
