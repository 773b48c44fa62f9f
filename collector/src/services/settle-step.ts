import { CONFIGURATION_TAGS } from '../licensing/binding/configuration-tags.ts';
import type { AwsReader } from '../ports/aws.ts';
import { compareConfiguration } from '../reconciliation/plan/compare-configuration.ts';
import type { PlanStep } from '../reconciliation/plan/plan.ts';

/** What AWS is just before a step: `open`: as the plan saw it. `settled`: as the step would leave it. `drifted`: otherwise. */
export type StepGround =
  | { readonly kind: 'open' }
  | { readonly kind: 'settled'; readonly arn: string | null }
  | { readonly kind: 'drifted'; readonly why: string };

const OPEN: StepGround = { kind: 'open' };

/**
 * Asks AWS itself, not what was kept of it. A call whose answer was lost is settled by the same question: what it made is found,
 * by name and tag, and is not made again.
 */
export async function groundOf(
  step: PlanStep,
  configurationArn: string | null,
  reader: AwsReader,
): Promise<StepGround> {
  switch (step.kind) {
    case 'create-configuration':
      return groundOfCreate(step, reader);
    case 'update-configuration': {
      const actual = await reader.licenseConfiguration(step.arn);
      const { fields } = compareConfiguration(step.change, actual);
      if (fields.length === 0) return { kind: 'settled', arn: step.arn };
      const moved = fields.find(
        ({ field, from }) =>
          !step.fields.some(
            (one) => one.field === field && JSON.stringify(one.from) === JSON.stringify(from),
          ),
      );
      return moved === undefined
        ? OPEN
        : { kind: 'drifted', why: `${moved.field} is now ${JSON.stringify(moved.from)}: make a new plan` };
    }
    case 'tag-configuration': {
      const { tags } = await reader.licenseConfiguration(step.arn);
      const same = Object.entries(step.tags).every(([key, value]) => tags?.[key] === value);
      if (same) return { kind: 'settled', arn: step.arn };
      const moved = Object.entries(step.from).find(
        ([key, from]) => (tags?.[key] ?? null) !== from && tags?.[key] !== step.tags[key],
      );
      return moved === undefined
        ? OPEN
        : {
            kind: 'drifted',
            why: `the tag ${moved[0]} is now ${tags?.[moved[0]] ?? 'gone'}: make a new plan`,
          };
    }
    case 'associate':
    case 'disassociate': {
      if (configurationArn === null)
        return { kind: 'drifted', why: 'the configuration it belongs to was not created' };
      const arns: string[] = [];
      for await (const page of reader.specifications(step.resourceArn)) arns.push(...page);
      const isAssociated = arns.includes(configurationArn);
      return isAssociated === (step.kind === 'associate') ? { kind: 'settled', arn: configurationArn } : OPEN;
    }
    case 'deregister':
      return groundOfDeregister(step.instanceId, reader);
  }
}

async function groundOfCreate(
  { wanted, license }: Extract<PlanStep, { kind: 'create-configuration' }>,
  reader: AwsReader,
): Promise<StepGround> {
  for await (const page of reader.licenseConfigurations())
    for (const { arn, name } of page) {
      if (name !== wanted.name) continue;
      const { tags } = await reader.licenseConfiguration(arn);
      return tags?.[CONFIGURATION_TAGS.license] === license
        ? { kind: 'settled', arn }
        : { kind: 'drifted', why: `somebody has made a configuration "${name}" since (${arn})` };
    }
  return OPEN;
}

async function groundOfDeregister(instanceId: string, reader: AwsReader): Promise<StepGround> {
  for await (const page of reader.managedInstances()) {
    const found = page.find((one) => one.instanceId === instanceId);
    if (found === undefined) continue;
    return found.pingStatus === 'Online' ? { kind: 'drifted', why: 'it is online again' } : OPEN;
  }
  return { kind: 'settled', arn: null };
}
