import type { HostChange } from '../identity/host-change.ts';
import type { HostRow } from '../services/reports/read-hosts.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions, reasonOf } from './options.ts';
import { type Column, table } from './table.ts';

const MOST_HOSTS = 10_000;
const REASON_HELP = `  --reason TEXT       why, for the audit log (required)
${CONFIG_HELP}

A host is named by its id or by a name that only one host has.`;

interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** The option that says what to do, besides the reason. */
  readonly option?: 'to' | 'into' | 'tag' | 'key';
  readonly single?: boolean;
  change(value: string): HostChange;
}

const VERBS: readonly Verb[] = [
  {
    name: 'retire',
    summary: 'count hosts no more from now on; one that reports again counts again',
    usage: 'NAME... --reason TEXT',
    change: () => ({ kind: 'retire' }),
  },
  {
    name: 'unretire',
    summary: 'count retired hosts again',
    usage: 'NAME... --reason TEXT',
    change: () => ({ kind: 'unretire' }),
  },
  {
    name: 'rename',
    summary: 'name a host otherwise in every report',
    usage: 'NAME --to NEWNAME --reason TEXT',
    option: 'to',
    single: true,
    change: (name) => ({ kind: 'rename', name }),
  },
  {
    name: 'merge',
    summary: 'say that hosts and another are one machine: the other counts',
    usage: 'NAME... --into OTHER --reason TEXT',
    option: 'into',
    change: (into) => ({ kind: 'merge', into }),
  },
  {
    name: 'split',
    summary: 'undo merges: the hosts stand for themselves again',
    usage: 'NAME... --reason TEXT',
    change: () => ({ kind: 'split' }),
  },
  {
    name: 'tag',
    summary: 'set a tag of hosts; it wins over a tag of AWS',
    usage: 'NAME... --tag KEY=VALUE --reason TEXT',
    option: 'tag',
    change: tagOf,
  },
  {
    name: 'untag',
    summary: 'take a tag off hosts',
    usage: 'NAME... --key KEY --reason TEXT',
    option: 'key',
    change: (key) => ({ kind: 'untag', key }),
  },
];

const HOST_COLUMNS: readonly Column<HostRow>[] = [
  { title: 'Host', of: (one) => one.name },
  { title: 'Id', of: (one) => one.hostId },
  { title: 'Runs as', of: (one) => [one.kind, one.hypervisor].filter((part) => part !== null).join(', ') },
  { title: 'Sockets', of: (one) => one.sockets, right: true },
  { title: 'Cores', of: (one) => one.cores, right: true },
  { title: 'Logical', of: (one) => one.logicalProcessors, right: true },
  { title: 'Products', of: (one) => one.products.join(', ') },
  { title: 'Last seen', of: (one) => `${one.lastSeenAt}${one.stale ? ' (stale)' : ''}` },
];

/** `host list|retire|unretire|rename|merge|split|tag|untag|absent`. */
export function hostCommands(open: OpenServices): readonly Command[] {
  return [listCommand(open), ...VERBS.map((verb) => verbCommand(open, verb)), absentCommand(open)];
}

function verbCommand(open: OpenServices, verb: Verb): Command {
  const { name, summary, usage, option, single = false } = verb;
  return {
    name: `host ${name}`,
    summary,
    help: `Usage: coreledger host ${name} ${usage}\n\n${REASON_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        {
          ...CONFIG_OPTION,
          reason: { type: 'string' },
          ...(option === undefined ? {} : { [option]: { type: 'string' } }),
        } as typeof CONFIG_OPTION & { reason: { type: 'string' } },
        single ? 1 : MOST_HOSTS,
      );
      if (positionals.length === 0) throw new UsageError(`say which host: coreledger host ${name} ${usage}`);
      const given = option === undefined ? '' : (values as Record<string, string | undefined>)[option];
      if (given === undefined || (option !== undefined && given === ''))
        throw new UsageError(`--${option} is missing: coreledger host ${name} ${usage}`);
      const reason = reasonOf(values.reason);
      const change = verb.change(given);
      await withServices(open, configFile(values.config, env), async ({ hosts }) => {
        // One after the other: what was done before a refusal is printed and stays done.
        for (const host of positionals) {
          const { hostId, name: now } = await hosts.change(host, change, { actor: 'cli', reason });
          line(out, `${name}: ${now} (${hostId})`);
        }
      });
      return 0;
    },
  };
}

function listCommand(open: OpenServices): Command {
  return {
    name: 'host list',
    summary: 'list the hosts that count, by name',
    help: `Usage: coreledger host list [--name START] [--group GROUP] [--as-of INSTANT] [--json]

${CONFIG_HELP}
      --name START        only hosts whose name begins so
      --group GROUP       only hosts of this group of licenses.yaml
      --as-of INSTANT     a day (its end, UTC) or an instant of the past (default: now)
      --json              one JSON document a line`,
    async run(args, { out, env }) {
      const { values } = parseOptions(args, {
        ...CONFIG_OPTION,
        name: { type: 'string' },
        group: { type: 'string' },
        'as-of': { type: 'string' },
        json: { type: 'boolean' },
      });
      const { name, group } = values;
      const { items } = await withServices(open, configFile(values.config, env), ({ reports }) =>
        reports.hosts.list({
          ...reports.asked({ asOf: values['as-of'] }),
          name,
          group,
          limit: Number.MAX_SAFE_INTEGER,
        }),
      );
      if (values.json === true) for (const host of items) line(out, JSON.stringify(host));
      else line(out, items.length === 0 ? 'No host.' : table(HOST_COLUMNS, items));
      return 0;
    },
  };
}

function absentCommand(open: OpenServices): Command {
  return {
    name: 'host absent',
    summary: 'list hosts that count no more: retired, or merged into others',
    help: `Usage: coreledger host absent\n\n${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values } = parseOptions(args, CONFIG_OPTION);
      const absent = await withServices(open, configFile(values.config, env), ({ hosts }) => hosts.absent());
      if (absent.length === 0)
        line(out, 'No host is retired or merged into another: all that are known count.');
      for (const { hostId, name, retiredAt, mergedInto } of absent) {
        const why =
          retiredAt === null ? `merged into ${mergedInto}` : `retired ${new Date(retiredAt).toISOString()}`;
        line(out, `${hostId}  ${name.padEnd(32)}  ${why}`);
      }
      return 0;
    },
  };
}

function tagOf(text: string): HostChange {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--tag takes KEY=VALUE, not ${text}`);
  return { kind: 'tag', key: text.slice(0, at), value: text.slice(at + 1) };
}
