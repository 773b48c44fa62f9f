import type { Diagnosis } from '../services/diagnose.ts';
import { type Command, line, UsageError } from './command.ts';
import {
  CONFIG_HELP,
  CONFIG_OPTION,
  configFile,
  noDatabase,
  type OpenServices,
  withServices,
  workOn,
} from './local-services.ts';
import { parseOptions } from './options.ts';
import { table } from './table.ts';

/** Puts a backup in the place of the database of a configuration; given by the entry. */
export type RestoreBackup = (configFile: string, backup: string) => { readonly kept: string | null };

/** `backup`, `restore`, `prune`, `doctor`. */
export function maintenanceCommands(open: OpenServices, restore: RestoreBackup): readonly Command[] {
  return [
    {
      name: 'backup',
      summary: 'copy the database to a file, while the collector runs',
      help: `Usage: coreledger backup FILE

The copy is consistent and compact, and nothing waits for it. It replaces no file. Keep the folder dataDir/tls as well, once and
secretly: agents trust the CA in it. \`coreledger restore FILE\` puts a backup back.

${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, CONFIG_OPTION, 1);
        const file = positionals[0];
        if (file === undefined) throw new UsageError('say to which file');
        const { bytes } = await withServices(open, configFile(values.config, env), ({ maintenance }) =>
          maintenance.backup(file),
        );
        line(out, `wrote ${file}: ${(bytes / 1024 ** 2).toFixed(1)} MiB`);
        return 0;
      },
    },
    {
      name: 'restore',
      summary: 'put a backup in the place of the database',
      help: `Usage: coreledger restore FILE

The collector must be stopped. The backup is checked first; the database that was there is kept beside it. Agents whose reports
came after the backup was made send on from where they are: the collector records the gap.

${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, CONFIG_OPTION, 1);
        const file = positionals[0];
        if (file === undefined) throw new UsageError('say from which file');
        const { kept } = restore(configFile(values.config, env), file);
        line(out, `restored ${file}${kept === null ? '' : `; what was there is ${kept}`}`);
        return 0;
      },
    },
    {
      name: 'prune',
      summary: 'forget history older than the configuration says, now',
      help: `Usage: coreledger prune

A running collector does this every day, a month of history at a time; this goes to the full extent at once, beside it or without it.
retention.historyDays says how many days stay (default three years, or: forever). Kept is whatever an answer about those days
needs, the reports that verify it, the audit log and the daily positions. The file does not shrink: its room is used again;
\`backup\` and \`restore\` make it small.

${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, CONFIG_OPTION);
        const pruned = await withServices(open, configFile(values.config, env), ({ prune }) =>
          prune({ actor: 'cli', whole: true }),
        );
        const { keptFrom, reports, sections, ended, contents } = pruned;
        line(
          out,
          keptFrom === null
            ? 'nothing is old enough to be forgotten'
            : `history is kept from ${new Date(keptFrom).toISOString()}; forgotten: ${reports} reports, ${sections} sections, ${contents} contents, ${ended} facts of AWS and placements`,
        );
        return 0;
      },
    },
    {
      name: 'doctor',
      summary: 'check database, schema, disk, clock, certificates and AWS',
      help: `Usage: coreledger doctor [--offline] [--json]

Ends with 1 where a check failed, with 2 where there is no database. Can run beside a running collector. Asks AWS who each source's
credentials are.

${CONFIG_HELP}
      --offline           ask nobody outside this machine
      --json              for programs`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, {
          ...CONFIG_OPTION,
          offline: { type: 'boolean', default: false },
          json: { type: 'boolean' },
        });
        const file = configFile(values.config, env);
        const opened = await open(file, { create: false });
        const missing = 'noDatabaseIn' in opened;
        const found: readonly Diagnosis[] = missing
          ? [{ check: 'database', verdict: 'failed', detail: noDatabase(opened, file) }]
          : await workOn(opened, ({ diagnose }) => diagnose({ offline: values.offline }));
        if (values.json === true) line(out, JSON.stringify(found, null, 2));
        else
          line(
            out,
            table(
              [
                { title: 'Check', of: (one) => one.check },
                { title: 'Verdict', of: (one) => one.verdict },
                { title: 'Detail', of: (one) => one.detail },
              ],
              found,
            ),
          );
        if (missing) return 2;
        return found.some(({ verdict }) => verdict === 'failed') ? 1 : 0;
      },
    },
  ];
}
