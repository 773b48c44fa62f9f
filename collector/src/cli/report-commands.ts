import { Readable } from 'node:stream';
import { consumptionCsv, linesCsv } from '../csv/consumption-csv.ts';
import { reconciliationCsv } from '../csv/reconciliation-csv.ts';
import { linePages } from '../services/reports/read-consumption.ts';
import { type Command, line, UsageError } from './command.ts';
import { consumptionText, licenseText } from './consumption-text.ts';
import { hostText } from './host-text.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions, refuseBoth } from './options.ts';
import { reconciliationText } from './reconciliation-text.ts';

const OPTIONS = {
  ...CONFIG_OPTION,
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  'as-of': { type: 'string' },
  'known-at': { type: 'string' },
} as const;

const HELP = `${CONFIG_HELP}
      --json, --csv       for programs and spreadsheets (default: a table)
      --as-of INSTANT     a day (its end, UTC) or an instant of the past (default: now)
      --known-at INSTANT  count only what had been received by then`;

/** A position of this many lines is shown as a table; the rest by --json or --csv. */
const SHOWN = 1000;

/** `report …`: the reports of the REST API, computed from the data folder, beside a running collector or without one. */
export function reportCommands(open: OpenServices): readonly Command[] {
  return [
    {
      name: 'report consumption',
      summary: 'what is consumed, of what is owned, and why',
      help: `Usage: coreledger report consumption [LICENSE [--group GROUP]] [--json|--csv] [--as-of INSTANT] [--known-at INSTANT]

Without LICENSE: one row for each license. With LICENSE (id or name): every host that contributes, with its derivation.

${HELP}
      --group GROUP       with LICENSE: hosts of this group of licenses.yaml alone`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, { ...OPTIONS, group: { type: 'string' } }, 1);
        refuseBoth(values);
        const [license] = positionals;
        const { group } = values;
        if (group !== undefined && license === undefined) throw new UsageError('--group goes with a LICENSE');
        return withServices(
          open,
          configFile(values.config, env),
          async ({ reports: { consumption, asked } }) => {
            const instants = asked({ asOf: values['as-of'], knownAt: values['known-at'] });
            if (license === undefined) {
              const document = await consumption.consumption(instants);
              if (values.csv === true) out.write(consumptionCsv(document));
              else
                line(
                  out,
                  values.json === true ? JSON.stringify(document, null, 2) : consumptionText(document),
                );
              return 0;
            }
            if (values.csv === true) {
              for await (const text of linesCsv(linePages(consumption, license, { ...instants, group })))
                out.write(text);
            } else {
              const limit = values.json === true ? Number.MAX_SAFE_INTEGER : SHOWN;
              const document = await consumption.license(license, { ...instants, group, limit });
              line(out, values.json === true ? JSON.stringify(document, null, 2) : licenseText(document));
            }
            return 0;
          },
        );
      },
    },
    {
      name: 'report reconciliation',
      summary: 'where this inventory and AWS differ, and by how much',
      help: `Usage: coreledger report reconciliation [--json|--csv] [--as-of INSTANT] [--known-at INSTANT]

Compares like with like: vCPUs and instances with License Manager, processors and software with Systems Manager.

${HELP}`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, OPTIONS);
        refuseBoth(values);
        return withServices(open, configFile(values.config, env), async ({ reconciliation, reports }) => {
          const document = await reconciliation(
            reports.asked({ asOf: values['as-of'], knownAt: values['known-at'] }),
          );
          if (values.csv === true) out.write(reconciliationCsv(document));
          else
            line(
              out,
              values.json === true ? JSON.stringify(document, null, 2) : reconciliationText(document),
            );
          return 0;
        });
      },
    },
    {
      name: 'report host',
      summary: 'one host: its processors, products and what it owes',
      help: `Usage: coreledger report host NAME [--json|--csv] [--as-of INSTANT] [--known-at INSTANT]

${HELP}`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, OPTIONS, 1);
        refuseBoth(values);
        const [name] = positionals;
        if (name === undefined) throw new UsageError('say which host: its name or id');
        return withServices(
          open,
          configFile(values.config, env),
          async ({ reports: { hosts, consumption, asked } }) => {
            const instants = asked({ asOf: values['as-of'], knownAt: values['known-at'] });
            const host = await hosts.one(name, instants);
            const licenses = await consumption.ofHost(host.hostId, instants);
            if (values.csv === true) {
              for await (const text of linesCsv(Readable.from([licenses]))) out.write(text);
            } else
              line(
                out,
                values.json === true
                  ? JSON.stringify({ ...host, licenses }, null, 2)
                  : hostText(host, licenses),
              );
            return 0;
          },
        );
      },
    },
  ];
}
