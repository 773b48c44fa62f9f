import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { PlanStore, StoredPlan } from '../ports/plan-store.ts';
import type { Random } from '../ports/random.ts';
import type { Signatures } from '../ports/signatures.ts';
import type { PlanBody } from '../reconciliation/plan/plan.ts';
import type { WorkOutPlan } from './work-out-plan.ts';

export interface PlanAws {
  /** Works out the difference now and keeps it for review; nothing is changed. */
  make(actor: string): Promise<StoredPlan>;
  list(page: PageRequest): Promise<Page<StoredPlan>>;
  /** Throws AppError `not-found`. */
  show(planId: string): Promise<StoredPlan>;
}

export function createPlanAws(parts: {
  readonly workOut: WorkOutPlan;
  readonly plans: PlanStore;
  readonly deregisterAfterMs: number | null;
  readonly signatures: Signatures;
  readonly clock: Clock;
  readonly random: Random;
}): PlanAws {
  const { workOut, plans, deregisterAfterMs, signatures, clock, random } = parts;
  return {
    async make(actor) {
      const body = await workOut(deregisterAfterMs);
      const planId = random.uuid();
      // As it will be read again: what is undefined here is not there then.
      const kept: PlanBody = JSON.parse(JSON.stringify(body));
      const digest = planDigest({ planId, ...kept }, signatures);
      const plan = { planId, digest, madeAt: clock.now(), madeBy: actor, ...kept };
      const detail = { digest, steps: body.steps.length, leftOut: body.leftOut.length };
      await plans.add(plan, {
        at: plan.madeAt,
        actor,
        action: 'plan.make',
        subject: `plan:${planId}`,
        reason: null,
        detail,
      });
      return { ...plan, outcomes: [] };
    },
    list: (page) => plans.list(page),
    async show(planId) {
      const plan = await plans.byId(planId);
      if (plan === undefined)
        throw new AppError('not-found', `no plan ${planId}: \`coreledger plan\` makes one`);
      return plan;
    },
  };
}

/** SHA-256 (hex) over what was reviewed: the id, every step and everything left out. */
export function planDigest(
  { planId, steps, leftOut }: PlanBody & { readonly planId: string },
  signatures: Signatures,
): string {
  return signatures.sha256(JSON.stringify({ planId, steps, leftOut }));
}
