import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions } from './options.ts';

/** `aws inventory HOST`, `aws licenses HOST`: asked of AWS now. */
export function awsHostCommands(open: OpenServices): readonly Command[] {
  return [inventoryCommand(open), licensesCommand(open)];
}

function inventoryCommand(open: OpenServices): Command {
  return {
    name: 'aws inventory',
    summary: 'one inventory type of a host, as Systems Manager has it now',
    help: `Usage: coreledger aws inventory HOST [--type AWS:Application]

Asks AWS entry by entry, a call for each 50. One JSON document a line.
HOST is a host's id, its name, or a managed instance (mi-…).

${CONFIG_HELP}
      --type TYPE         AWS:… or Custom:… (default AWS:InstanceDetailedInformation)`,
    async run(args, { out, err, env }) {
      const { values, positionals } = parseOptions(
        args,
        { ...CONFIG_OPTION, type: { type: 'string', default: 'AWS:InstanceDetailedInformation' } },
        1,
      );
      const host = hostOf(positionals);
      if (!/^(AWS|Custom):[^\s*]+$/.test(values.type))
        throw new UsageError(`--type takes AWS:NAME or Custom:NAME, not ${values.type}`);
      const items = await withServices(open, configFile(values.config, env), ({ askAws }) =>
        askAws.inventory(host, values.type),
      );
      for (const { instanceId, account, region, capturedAt, entries } of items) {
        const captured =
          capturedAt === null ? 'never gathered' : `captured ${new Date(capturedAt).toISOString()}`;
        line(err, `# ${instanceId} in ${account} ${region}: ${captured}, ${entries.length} entries`);
        for (const entry of entries) line(out, JSON.stringify(entry));
      }
      return items.some(({ capturedAt }) => capturedAt !== null) ? 0 : 1;
    },
  };
}

function licensesCommand(open: OpenServices): Command {
  return {
    name: 'aws licenses',
    summary: 'license configurations a host is associated with, as License Manager has it now',
    help: `Usage: coreledger aws licenses HOST\n\nHOST is a host's id, its name, or a managed instance (mi-…).\n\n${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(args, CONFIG_OPTION, 1);
      const host = hostOf(positionals);
      const found = await withServices(open, configFile(values.config, env), ({ askAws }) =>
        askAws.specifications(host),
      );
      for (const { instanceId, account, region, resourceArn, configurations } of found) {
        const state =
          resourceArn === null
            ? 'not listed by License Manager’s inventory search, so not known'
            : `${configurations.length} license configurations`;
        line(out, `${instanceId} in ${account} ${region}: ${state}`);
        for (const { arn, name } of configurations) line(out, `  ${name ?? '?'}  ${arn}`);
      }
      return 0;
    },
  };
}

function hostOf([host]: readonly string[]): string {
  if (host === undefined) throw new UsageError('say which host: its id, its name, or mi-…');
  return host;
}
