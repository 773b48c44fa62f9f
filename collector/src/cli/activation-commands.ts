import type { ActivationState, CreatedActivation } from '../services/manage-activations.ts';
import { type Command, line, type Terminal, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseCount, parseDuration, parseOptions } from './options.ts';
import { type Column, minute, table } from './table.ts';

const PLACE_OPTIONS = { source: { type: 'string' }, region: { type: 'string' } } as const;
const PLACE_HELP = `      --source NAME       AWS source of the configuration
      --region REGION     one of its Regions`;

const COLUMNS: readonly Column<ActivationState>[] = [
  { title: 'Activation', of: ({ activationId }) => activationId },
  { title: 'Account', of: ({ account }) => account },
  { title: 'Region', of: ({ region }) => region },
  { title: 'Registered', of: ({ registrations }) => registrations, right: true },
  { title: 'of', of: ({ registrationLimit }) => registrationLimit, right: true },
  { title: 'State', of: ({ state }) => state },
  { title: 'Expires', of: ({ expiresAt }) => minute(expiresAt) },
  { title: 'Role', of: ({ iamRole }) => iamRole },
  { title: 'Name', of: ({ defaultInstanceName }) => defaultInstanceName ?? '' },
  { title: 'Description', of: ({ description }) => description ?? '' },
];

/** `activation create|list|delete`. */
export function activationCommands(open: OpenServices): readonly Command[] {
  return [createCommand(open), listCommand(open), deleteCommand(open)];
}

function createCommand(open: OpenServices): Command {
  return {
    name: 'activation create',
    summary: 'make a hybrid activation and a join token, and print what to run on the hosts',
    help: `Usage: coreledger activation create --role NAME [--limit N] [--expires 24h] [--tag KEY=VALUE]... [OPTIONS]

Makes a hybrid activation in Systems Manager, with the credentials that change AWS (applyRoleArn of the source where given), and a join token
for as many hosts and as long. Prints the commands that register SSM Agent and enrol our agent. Code and token are shown this once and
kept nowhere.

${CONFIG_HELP}
${PLACE_HELP}
      --role NAME         IAM role of the nodes, which ssm.amazonaws.com may assume (required)
      --limit N           hosts it can register, up to 1000 (default 1)
      --expires DURATION  30m, 24h, 30d at most (default 24h)
      --name TEXT         name of every host registered with it (in Fleet Manager)
      --description TEXT
      --tag KEY=VALUE     tag of the activation and of its hosts (repeatable)
      --hosts PATTERN     host names the join token admits; * matches within one label
      --from CIDR         source addresses the join token admits (repeatable)
      --reason TEXT       why, for the audit log
      --json              print all as JSON`,
    async run(args, { out, env }) {
      const { values } = parseOptions(args, {
        ...CONFIG_OPTION,
        ...PLACE_OPTIONS,
        role: { type: 'string' },
        limit: { type: 'string', default: '1' },
        expires: { type: 'string', default: '24h' },
        name: { type: 'string' },
        description: { type: 'string' },
        tag: { type: 'string', multiple: true, default: [] },
        hosts: { type: 'string' },
        from: { type: 'string', multiple: true, default: [] },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      });
      const { role } = values;
      if (role === undefined) throw new UsageError('say which IAM role its nodes get: --role NAME');
      const request = {
        source: values.source,
        region: values.region,
        iamRole: role,
        registrationLimit: parseCount(values.limit, 'limit', 1000),
        validMs: parseDuration(values.expires, 'expires'),
        defaultInstanceName: values.name ?? null,
        description: values.description ?? null,
        tags: Object.fromEntries(values.tag.map(tagOf)),
        hostPattern: values.hosts ?? null,
        cidrs: values.from,
        actor: 'cli',
        reason: values.reason ?? null,
      };
      const made = await withServices(
        open,
        configFile(values.config, env),
        ({ activations }) => activations.create(request),
        { create: true },
      );
      if (values.json) line(out, JSON.stringify(made, null, 2));
      else printCreated(made, out);
      return 0;
    },
  };
}

function listCommand(open: OpenServices): Command {
  return {
    name: 'activation list',
    summary: 'list hybrid activations: registered hosts, limit, expiry (never their codes)',
    help: `Usage: coreledger activation list [--source NAME] [--region REGION] [--json]

Asks AWS now. Ends with 1 where a source could not be read.

${CONFIG_HELP}
${PLACE_HELP}
      --json              one JSON document a line`,
    async run(args, { out, err, env }) {
      const { values } = parseOptions(args, {
        ...CONFIG_OPTION,
        ...PLACE_OPTIONS,
        json: { type: 'boolean', default: false },
      });
      const { items, unreachable } = await withServices(
        open,
        configFile(values.config, env),
        ({ activations }) => activations.list(values),
      );
      if (values.json) for (const one of items) line(out, JSON.stringify(one));
      else line(out, items.length === 0 ? 'No activation.' : table(COLUMNS, items));
      for (const { source, region, error } of unreachable)
        line(err, `not read: ${source} ${region}: ${error}`);
      return unreachable.length > 0 ? 1 : 0;
    },
  };
}

function deleteCommand(open: OpenServices): Command {
  return {
    name: 'activation delete',
    summary: 'delete a hybrid activation; its hosts stay registered',
    help: `Usage: coreledger activation delete ID [--source NAME] [--region REGION] [--reason TEXT]

No host can register with it any more. Those that did stay registered and go on counting.

${CONFIG_HELP}
${PLACE_HELP}
      --reason TEXT       why, for the audit log`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        { ...CONFIG_OPTION, ...PLACE_OPTIONS, reason: { type: 'string' } },
        1,
      );
      const [id] = positionals;
      if (id === undefined)
        throw new UsageError('say which activation: `coreledger activation list` shows their ids');
      const by = {
        source: values.source,
        region: values.region,
        actor: 'cli',
        reason: values.reason ?? null,
      };
      const { registrations } = await withServices(open, configFile(values.config, env), ({ activations }) =>
        activations.delete(id, by),
      );
      line(out, `deleted ${id}; ${registrations} hosts that registered with it stay registered`);
      return 0;
    },
  };
}

function printCreated(made: CreatedActivation, out: Terminal['out']): void {
  const { activationId, account, region, registrationLimit, expiresAt, commands } = made;
  const hosts = registrationLimit === 1 ? '1 host' : `${registrationLimit} hosts`;
  line(out, `activation ${activationId} in ${account} ${region}: ${hosts} until ${minute(expiresAt)}`);
  line(out, 'Its code and the join token below are shown this once.');
  for (const [title, { ssmAgent, ssmAgentInstalled, coreledgerAgent }] of [
    ['On a Linux host, as root:', commands.linux],
    ['On a Windows host, in an elevated PowerShell:', commands.windows],
  ] as const) {
    line(out, `\n${title}\n\n${ssmAgent}\n\n${coreledgerAgent}`);
    line(out, `\nWhere SSM Agent is installed already, instead of the first:\n\n${ssmAgentInstalled}`);
  }
}

function tagOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--tag takes KEY=VALUE, not ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
