import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions } from './options.ts';
import { planText, stepLine, undoneOf } from './plan-text.ts';

/** `plan`, `plan show`, `apply`. */
export function planCommands(open: OpenServices): readonly Command[] {
  return [planCommand(open), showCommand(open), applyCommand(open)];
}

function planCommand(open: OpenServices): Command {
  return {
    name: 'plan',
    summary: 'what AWS would have to change to be as licenses.yaml wants it',
    help: `Usage: coreledger plan [--json]

Compares licenses.yaml (its \`aws\` parts) and what is installed with what AWS said at the last sync, keeps the difference as a plan and
prints it. Nothing is changed: \`coreledger apply\` executes a plan that was reviewed. What was not read whole within a day gives no step.

${CONFIG_HELP}
      --json              print the plan as JSON`,
    async run(args, { out, env }) {
      const { values } = parseOptions(args, { ...CONFIG_OPTION, json: { type: 'boolean' } });
      const plan = await withServices(open, configFile(values.config, env), ({ plans }) => plans.make('cli'));
      line(out, values.json === true ? JSON.stringify(plan, null, 2) : planText(plan));
      return 0;
    },
  };
}

function showCommand(open: OpenServices): Command {
  return {
    name: 'plan show',
    summary: 'a plan again, with what became of its steps',
    help: `Usage: coreledger plan show PLAN [--json]\n\n${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(args, { ...CONFIG_OPTION, json: { type: 'boolean' } }, 1);
      const planId = planOf(positionals);
      const plan = await withServices(open, configFile(values.config, env), ({ plans }) =>
        plans.show(planId),
      );
      line(out, values.json === true ? JSON.stringify(plan, null, 2) : planText(plan));
      return 0;
    },
  };
}

function applyCommand(open: OpenServices): Command {
  return {
    name: 'apply',
    summary: 'execute exactly the plan that was reviewed',
    help: `Usage: coreledger apply PLAN --digest DIGEST [--continue-on-error] [--reason TEXT]

Every call is written down before it is made and after it. AWS is asked first what it is now: what is so already is not done again, what
has moved since the plan is not touched. May be run again after a failure, a crash or a lost answer; only one runs at a time. Then AWS is
read again. Ends with 0 where every step is done, 1 otherwise.

      --digest DIGEST       what \`coreledger plan\` printed (12 characters or more)
      --continue-on-error   go on with the next step where one fails
      --reason TEXT         why, for the audit log
${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        {
          ...CONFIG_OPTION,
          digest: { type: 'string' },
          'continue-on-error': { type: 'boolean', default: false },
          reason: { type: 'string' },
        },
        1,
      );
      const planId = planOf(positionals);
      const { digest } = values;
      if (digest === undefined)
        throw new UsageError('say which plan was reviewed: --digest, as `coreledger plan` printed it');
      const request = {
        planId,
        digest,
        actor: 'cli',
        reason: values.reason ?? null,
        continueOnError: values['continue-on-error'],
      };
      const plan = await withServices(open, configFile(values.config, env), ({ applyPlan }) =>
        applyPlan.apply(request, (outcome, step) => line(out, stepLine(outcome, step))),
      );
      const undone = undoneOf(plan);
      line(out, undone === 0 ? 'everything is done' : `${undone} of ${plan.steps.length} steps are not done`);
      return undone === 0 ? 0 : 1;
    },
  };
}

function planOf([planId]: readonly string[]): string {
  if (planId === undefined)
    throw new UsageError('say which plan: `coreledger plan` makes one and prints its id');
  return planId;
}
