import type { StepOutcome, StoredPlan } from '../ports/plan-store.ts';
import type { PlanStep } from '../reconciliation/plan/plan.ts';

const SIGNS: Readonly<Record<PlanStep['kind'], string>> = {
  'create-configuration': '+',
  'update-configuration': '~',
  'tag-configuration': '~',
  associate: '+',
  disassociate: '-',
  deregister: '-',
};

const SHORT_DIGEST = 12;

/** A plan for review: what will be done where and why, then what is left out. */
export function planText(plan: StoredPlan): string {
  const { planId, digest, steps, leftOut, outcomes } = plan;
  const lines: string[] = [];
  for (const [place, list] of Map.groupBy(steps.entries(), ([, step]) => placeOf(step))) {
    lines.push(place);
    for (const [index, step] of list) {
      const outcome = outcomes.find((one) => one.step === index + 1);
      lines.push(`  ${SIGNS[step.kind]} ${index + 1}. ${step.text}`, `       ${step.reason}`);
      if (outcome !== undefined) lines.push(`       ${outcomeText(outcome)}`);
    }
    lines.push('');
  }
  if (leftOut.length > 0) {
    lines.push('Left out:');
    for (const { license, what, reason } of leftOut)
      lines.push(`  ${license === null ? '' : `${license}: `}${what}: ${reason}`);
    lines.push('');
  }
  const undone = undoneOf(plan);
  const apply = `  coreledger apply ${planId} --digest ${digest.slice(0, SHORT_DIGEST)}`;
  if (steps.length === 0)
    lines.push('Nothing to do: AWS is as the `aws` parts of licenses.yaml want it, as far as it can be.');
  else if (outcomes.length === 0)
    lines.push(
      `${steps.length} ${steps.length === 1 ? 'change' : 'changes'}. Nothing was changed yet. To do exactly this:`,
      apply,
    );
  else if (undone === 0) lines.push('It was applied: everything is done.');
  else lines.push(`It was applied: ${undone} of ${steps.length} steps are not done. To go on:`, apply);
  return lines.join('\n');
}

/** How many steps of a plan are not as it wants them. */
export function undoneOf({ steps, outcomes }: StoredPlan): number {
  return steps.length - outcomes.filter(({ state }) => state === 'done' || state === 'already').length;
}

/** One line for each outcome as it comes. */
export function stepLine(outcome: StepOutcome, step: PlanStep): string {
  return `${outcome.step}. ${step.text}: ${outcomeText(outcome)}`;
}

function outcomeText({ state, detail }: StepOutcome): string {
  const more = detail === null ? '' : ` (${detail})`;
  switch (state) {
    case 'done':
      return `done${more}`;
    case 'already':
      return `was so already${more}`;
    case 'drifted':
      return `NOT DONE, AWS has moved since: ${detail}`;
    case 'failed':
      return `FAILED: ${detail}`;
    case 'started':
      return `outcome unknown: apply again, which asks AWS first${more}`;
  }
}

function placeOf({ source, account, region }: PlanStep): string {
  return `${source}: account ${account}, ${region}`;
}
