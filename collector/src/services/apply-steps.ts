import { AppError } from '../errors.ts';
import type { Aws, AwsReader, AwsWriter } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { PlanStore, StepOutcome, StepState, StoredPlan } from '../ports/plan-store.ts';
import type { PlanStep } from '../reconciliation/plan/plan.ts';
import { groundOf } from './settle-step.ts';
import { isAwsFailure } from './sync-unit.ts';

interface Run {
  readonly aws: Aws;
  readonly plans: PlanStore;
  readonly clock: Clock;
  readonly plan: StoredPlan;
  readonly actor: string;
  readonly continueOnError: boolean;
  onStep(outcome: StepOutcome, step: PlanStep): void;
}

const SETTLED: ReadonlySet<StepState> = new Set(['done', 'already']);

/** Every step in its order, each written down before its call and after it. Ends at the first that fails, unless told to go on. */
export async function applySteps(run: Run): Promise<void> {
  const { plan, plans, actor, clock } = run;
  const before = new Map(plan.outcomes.map((outcome) => [outcome.step, outcome]));
  const created = new Map<string, string>();
  const open = openOnce(run.aws);

  for (const [index, step] of plan.steps.entries()) {
    const last = before.get(index + 1);
    const outcome = last !== undefined && SETTLED.has(last.state) ? last : await attempt(index + 1, step);
    if (step.kind === 'create-configuration' && outcome.detail !== null && SETTLED.has(outcome.state))
      created.set(step.license, outcome.detail);
    run.onStep(outcome, step);
    if (!SETTLED.has(outcome.state) && !run.continueOnError) return;
  }

  async function attempt(number: number, step: PlanStep): Promise<StepOutcome> {
    const note = async (state: StepState, detail: string | null): Promise<StepOutcome> => {
      const outcome = { step: number, state, at: clock.now(), actor, detail };
      await plans.record(plan.planId, outcome);
      return outcome;
    };
    let sent = false;
    try {
      const { reader, writer } = await open(step);
      const arn = configurationOf(step);
      const ground = await groundOf(step, arn, reader);
      if (ground.kind === 'settled') return await note('already', ground.arn);
      if (ground.kind === 'drifted') return await note('drifted', ground.why);
      await note('started', null);
      sent = true;
      return await note('done', await execute(step, arn, writer));
    } catch (error) {
      if (!isAwsFailure(error)) throw error;
      // AWS refused it, or its answer never came and nobody knows: the next apply asks.
      const isUnknown = sent && error.code === 'aws-unavailable';
      return note(isUnknown ? 'started' : 'failed', error.message);
    }
  }

  function configurationOf(step: PlanStep): string | null {
    if (step.kind !== 'associate' && step.kind !== 'disassociate') return null;
    return step.configurationArn ?? created.get(step.license) ?? null;
  }
}

/** One pair of clients for each source and Region, and only where they lead to the account that was planned. */
function openOnce(aws: Aws) {
  const opened = new Map<string, Promise<{ reader: AwsReader; writer: AwsWriter }>>();

  async function open({ source, account, region }: PlanStep) {
    const found = aws.sources.find(({ name }) => name === source);
    if (found === undefined)
      throw new AppError('not-found', `the configuration has no source ${source} any more`);
    const [reader, writer] = [await aws.reader(found, region), await aws.writer(found, region)];
    for (const { scope } of [reader, writer])
      if (scope.account !== account)
        throw new AppError('conflict', `${source} leads to account ${scope.account}, planned was ${account}`);
    return { reader, writer };
  }

  return (step: PlanStep): Promise<{ reader: AwsReader; writer: AwsWriter }> => {
    const key = `${step.source} ${step.region}`;
    const known = opened.get(key) ?? open(step);
    opened.set(key, known);
    return known;
  };
}

/** The one call of a step; gives the ARN of what it made. */
async function execute(step: PlanStep, arn: string | null, writer: AwsWriter): Promise<string | null> {
  switch (step.kind) {
    case 'create-configuration':
      return (await writer.createLicenseConfiguration(step.wanted)).arn;
    case 'update-configuration':
      await writer.updateLicenseConfiguration(step.arn, step.change);
      return null;
    case 'tag-configuration':
      await writer.tagLicenseConfiguration(step.arn, step.tags);
      return null;
    case 'associate':
      await writer.associate(step.resourceArn, known(arn, step.license));
      return null;
    case 'disassociate':
      await writer.disassociate(step.resourceArn, known(arn, step.license));
      return null;
    case 'deregister':
      await writer.deregister(step.instanceId);
      return null;
  }
}

/** A step whose configuration was not made is drifted before it comes here. */
function known(arn: string | null, license: string): string {
  if (arn === null) throw new AppError('internal', `the configuration of ${license} was not created`);
  return arn;
}
