import { type Command, line } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions } from './options.ts';

/** `aws policy`: JSON to standard output, so that it can be given to IAM; whom it is for to standard error. */
export function awsPolicyCommand(open: OpenServices): Command {
  return {
    name: 'aws policy',
    summary: 'print the least IAM policy that reading, or changing, AWS needs',
    help: `Usage: coreledger aws policy [--source NAME] [--write] [--role NAME]... [--assume]

Prints the IAM policy that the credentials of the configured sources need, no more: reading, and where this configuration sends alerts and
metrics through them, that too. Whom to attach it to is said on standard error:

  coreledger aws policy --source main > policy.json
  aws iam put-role-policy --role-name CoreledgerReader --policy-name coreledger --policy-document file://policy.json

${CONFIG_HELP}
      --source NAME  one source (default: all of them in one policy)
      --write        what plans and activations need: with applyRoleArn a policy of that role alone, else reading too
      --role NAME    role that activations give to nodes (repeatable; default: any role that Systems Manager can be given)
      --assume       for the credentials that assume the sources' roles`,
    async run(args, { out, err, env }) {
      const { values } = parseOptions(args, {
        ...CONFIG_OPTION,
        source: { type: 'string' },
        write: { type: 'boolean', default: false },
        role: { type: 'string', multiple: true, default: [] },
        assume: { type: 'boolean', default: false },
      });
      const { source, write, assume, role: activationRoles } = values;
      const { document, principals } = await withServices(
        open,
        configFile(values.config, env),
        ({ awsPolicy }) => awsPolicy({ source, write, assume, activationRoles }),
        { create: true },
      );
      for (const one of principals) line(err, `# ${one.source}: attach to ${one.principal}`);
      line(out, JSON.stringify(document, null, 2));
      return document.Statement.length === 0 ? 1 : 0;
    },
  };
}
