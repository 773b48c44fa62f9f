import type { TrackedFinding } from '../ports/finding-store.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { oneOf, parseDuration, parseOptions, reasonOf } from './options.ts';

const STATES = ['open', 'acknowledged', 'resolved'] as const;

/** `findings list|show|acknowledge`. */
export function findingCommands(open: OpenServices): readonly Command[] {
  return [
    {
      name: 'findings list',
      summary: 'list differences and doubts',
      help: `Usage: coreledger findings list [--state open|acknowledged|resolved] [--kind KIND] [--host HOST] [--license LICENSE] [--json]

${CONFIG_HELP}
      --state STATE       open, acknowledged or resolved (default open)
      --kind KIND         only findings of this kind, as the list names them
      --host HOST         only findings about this host, by id or name
      --license LICENSE   only findings that concern this license, by id or name
      --json              one JSON document a line`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, {
          ...CONFIG_OPTION,
          state: { type: 'string', default: 'open' },
          kind: { type: 'string' },
          host: { type: 'string' },
          license: { type: 'string' },
          json: { type: 'boolean', default: false },
        });
        const state = oneOf(STATES, values.state, 'state');
        await withServices(open, configFile(values.config, env), async ({ findings }) => {
          let after: string | undefined;
          let shown = 0;
          do {
            const page = await findings.list({
              limit: 500,
              after,
              state,
              kind: values.kind,
              host: values.host,
              license: values.license,
            });
            for (const finding of page.items)
              line(out, values.json ? JSON.stringify(finding) : textOf(finding));
            shown += page.items.length;
            after = page.next ?? undefined;
          } while (after !== undefined);
          if (shown === 0 && !values.json) line(out, `No finding is ${state}.`);
        });
        return 0;
      },
    },
    {
      name: 'findings show',
      summary: 'one finding: evidence of both sides, likely causes, what to do',
      help: `Usage: coreledger findings show KEY\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, CONFIG_OPTION, 1);
        const key = positionals[0];
        if (key === undefined)
          throw new UsageError('say which finding: `coreledger findings list` shows their keys');
        const { finding, text, history } = await withServices(
          open,
          configFile(values.config, env),
          ({ findings }) => findings.show(key),
        );
        line(out, `${text.title}: ${finding.summary}`);
        if (finding.licenses !== undefined) line(out, `  licenses     ${finding.licenses.join(', ')}`);
        line(out, `  state        ${finding.state}, since ${new Date(finding.since).toISOString()}`);
        line(out, `  here         ${sideOf(finding.ours)}`);
        line(out, `  in AWS       ${sideOf(finding.theirs)}`);
        if (finding.cause !== undefined) line(out, `  cause        ${finding.cause}`);
        for (const cause of text.causes) line(out, `  likely       ${cause}`);
        line(out, `  what to do   ${text.remedy}`);
        for (const event of history)
          line(
            out,
            `  ${new Date(event.at).toISOString()}  ${event.event} by ${event.actor}${event.reason === null ? '' : `: ${event.reason}`}`,
          );
        return 0;
      },
    },
    {
      name: 'findings acknowledge',
      summary: 'mark a finding as known, with the reason',
      help: `Usage: coreledger findings acknowledge KEY --reason TEXT [--for 30d]

It stays in the list under --state acknowledged, and is open again once the time is over.

${CONFIG_HELP}
      --reason TEXT       why, for the audit log (required)
      --for DURATION      12h, 30d (default: for good)`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(
          args,
          { ...CONFIG_OPTION, reason: { type: 'string' }, for: { type: 'string' } },
          1,
        );
        const [key] = positionals;
        if (key === undefined)
          throw new UsageError('say which finding: `coreledger findings list` shows their keys');
        const reason = reasonOf(values.reason);
        const until = values.for === undefined ? null : Date.now() + parseDuration(values.for, 'for');
        await withServices(open, configFile(values.config, env), ({ findings }) =>
          findings.acknowledge(key, 'cli', reason, until),
        );
        line(out, `acknowledged ${key}`);
        return 0;
      },
    },
  ];
}

function textOf(finding: TrackedFinding): string {
  return `${finding.severity.padEnd(8)}  ${finding.kind.padEnd(31)}  ${finding.summary}\n          ${finding.key}`;
}

function sideOf(side: TrackedFinding['ours']): string {
  const parts = Object.entries(side).map(([name, value]) => `${name} ${value ?? 'unknown'}`);
  return parts.length === 0 ? '-' : parts.join(', ');
}
