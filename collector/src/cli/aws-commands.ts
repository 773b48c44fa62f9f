import type { SyncReport } from '../services/sync-aws.ts';
import { type Command, line, type Terminal, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions, reasonOf } from './options.ts';

/** `sync`, `aws sources`, `aws forget`. */
export function awsCommands(open: OpenServices): readonly Command[] {
  return [
    {
      name: 'sync',
      summary: 'read AWS now',
      help: `Usage: coreledger sync [--source NAME]... [--json]

Reads Systems Manager and License Manager of every source of the configuration, then reconciles. What cannot be read leaves what was known,
marked stale. Ends with 0 where everything was read, 1 otherwise. Interrupted, what was read is kept, and the next sync goes on from there.

${CONFIG_HELP}
      --source NAME       only this source (repeatable)
      --json              print the whole report as JSON`,
      async run(args, { out, err, env, interrupted }) {
        const { values } = parseOptions(args, {
          ...CONFIG_OPTION,
          source: { type: 'string', multiple: true },
          json: { type: 'boolean' },
        });
        const outcome = await withServices(
          open,
          configFile(values.config, env),
          ({ sync, reconcile }) => {
            const read = async () => ({
              report: await sync.run({ actor: 'cli', sources: values.source }),
              findings: await reconcile.run(),
            });
            return Promise.race([read(), interrupted]);
          },
          { create: true },
        );
        if (typeof outcome === 'string') {
          line(
            err,
            `coreledger sync: cut off by ${outcome}. What was read is kept; a sync within the next hour goes on from there`,
          );
          return 1;
        }
        const { report, findings } = outcome;
        if (values.json === true) line(out, JSON.stringify(report, null, 2));
        else {
          printReport(report, out);
          line(out, `findings: ${findings.opened} opened, ${findings.resolved} resolved`);
        }
        return report.failed + report.unreachable.length > 0 ? 1 : 0;
      },
    },
    {
      name: 'aws sources',
      summary: 'list AWS sources and how fresh they are',
      help: `Usage: coreledger aws sources\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, CONFIG_OPTION);
        const { sources, unconfigured } = await withServices(
          open,
          configFile(values.config, env),
          async ({ aws }) => ({ sources: await aws.sources(), unconfigured: await aws.unconfigured() }),
        );
        if (sources.length === 0)
          line(out, 'no AWS source is configured: add aws.sources to the configuration');
        for (const { source, region, account, error, lastAttemptAt, units } of sources) {
          const stale = units.filter(({ staleSince }) => staleSince !== null);
          line(out, `${source}  ${region}  ${account ?? '(account unknown)'}  ${stateOf()}`);
          for (const { kind, part, staleSince, error: why } of stale) {
            line(out, `    ${kind} ${part}: stale since ${instant(staleSince)}: ${why}`);
          }
          function stateOf(): string {
            if (lastAttemptAt === null) return 'never read';
            if (error !== null) return `unreachable: ${error}`;
            return stale.length > 0
              ? `${stale.length} of ${units.length} stale`
              : `read ${instant(lastAttemptAt)}`;
          }
        }
        for (const { account, region, lastSuccessAt } of unconfigured)
          line(
            out,
            `no source reads ${account} ${region} any more: what was read${lastSuccessAt === null ? '' : ` until ${instant(lastSuccessAt)}`} still counts; \`coreledger aws forget ${account}\` ends that`,
          );
        return 0;
      },
    },
    forgetCommand(open),
  ];
}

function forgetCommand(open: OpenServices): Command {
  return {
    name: 'aws forget',
    summary: 'count no more what was read of an account that no source reads any more',
    help: `Usage: coreledger aws forget ACCOUNT [--region REGION] --reason TEXT

A source that is taken out of the configuration leaves what was read through it, stale and counting. This ends it from now on: its
nodes without an agent, its license configurations, their usage. Answers about the time before stay what they were.

${CONFIG_HELP}
      --region REGION     only this Region (default: every one that no source reads)
      --reason TEXT       why, for the audit log (required)`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        { ...CONFIG_OPTION, region: { type: 'string' }, reason: { type: 'string' } },
        1,
      );
      const [account = ''] = positionals;
      if (!/^\d{12}$/.test(account)) throw new UsageError('name an account: its twelve digits');
      const reason = reasonOf(values.reason);
      const forgotten = await withServices(open, configFile(values.config, env), ({ forgetAws }) =>
        forgetAws({ account, region: values.region, actor: 'cli', reason }),
      );
      for (const { region, facts } of forgotten)
        line(out, `${account} ${region}: ${facts} facts count no more`);
      return 0;
    },
  };
}

function printReport(report: SyncReport, out: Terminal['out']): void {
  const { complete, failed, skipped, resumed, unreachable, units } = report;
  const seconds = ((report.finishedAt - report.startedAt) / 1000).toFixed(1);
  if (resumed !== null)
    line(out, `went on with the unfinished run ${resumed}: ${skipped} parts were read already`);
  for (const { source, region, account, error } of unreachable) {
    line(out, `unreachable: ${source} ${region} (${account ?? 'account unknown'}): ${error}`);
  }
  for (const { account, region, kind, part, error, status } of units) {
    if (status === 'failed') line(out, `failed: ${account} ${region} ${kind} ${part}: ${error}`);
  }
  if (complete + failed + skipped + unreachable.length === 0) {
    line(out, 'no AWS source is configured: add aws.sources to the configuration');
    return;
  }
  const facts = units.reduce((sum, unit) => sum + unit.facts, 0);
  line(
    out,
    `${complete} parts read, ${failed} failed, ${unreachable.length} unreachable; ${facts} facts in ${seconds} s`,
  );
}

function instant(at: number | null): string {
  return at === null ? 'never' : new Date(at).toISOString();
}
