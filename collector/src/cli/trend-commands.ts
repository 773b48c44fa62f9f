import { trendCsv } from '../csv/trend-csv.ts';
import type { TrendDocument } from '../services/snapshots/read-trend.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { oneOf, parseOptions, refuseBoth } from './options.ts';
import { table } from './table.ts';

const PERIODS = ['month', 'quarter', 'year'] as const;

/** `report trend`, `snapshot`. */
export function trendCommands(open: OpenServices): readonly Command[] {
  return [
    {
      name: 'report trend',
      summary: 'daily positions of a license and its high-water marks',
      help: `Usage: coreledger report trend LICENSE [--from DAY] [--to DAY] [--period month|quarter|year] [--json|--csv]

LICENSE is an id or a name. What was known on each day. \`report consumption --as-of DAY\` says what is known now of that day.

${CONFIG_HELP}
      --from, --to DAY    days in UTC, both included (default: the last 92)
      --period PERIOD     calendar period of the high-water marks (default quarter)
      --json              for programs
      --csv               for spreadsheets: one row a day`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(
          args,
          {
            ...CONFIG_OPTION,
            from: { type: 'string' },
            to: { type: 'string' },
            period: { type: 'string', default: 'quarter' },
            json: { type: 'boolean' },
            csv: { type: 'boolean' },
          },
          1,
        );
        refuseBoth(values);
        const [license] = positionals;
        const period = oneOf(PERIODS, values.period, 'period');
        if (license === undefined) throw new UsageError('say which license: its id or name');
        const trend = await withServices(open, configFile(values.config, env), (services) =>
          services.trend({ license, from: values.from, to: values.to, period }),
        );
        if (values.csv === true) out.write(trendCsv(trend));
        else line(out, values.json === true ? JSON.stringify(trend, null, 2) : trendText(trend));
        return 0;
      },
    },
    {
      name: 'snapshot',
      summary: 'compute the position of now and keep it',
      help: `Usage: coreledger snapshot\n\nA running collector does this by itself; the day's peak only rises.\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, CONFIG_OPTION);
        const { at, snapshots } = await withServices(open, configFile(values.config, env), (services) =>
          services.takeSnapshot(),
        );
        line(out, `kept ${snapshots.length} positions as of ${new Date(at).toISOString()}`);
        return 0;
      },
    },
  ];
}

function trendText({ name, unit, days, highWaterMarks }: TrendDocument): string {
  return [
    `${name}${unit === null ? '' : `, in ${unit}`}`,
    '',
    table(
      [
        { title: 'Day', of: (one) => one.day },
        { title: 'Owned', of: (one) => one.owned ?? '–', right: true },
        { title: 'Consumed', of: (one) => one.consumed, right: true },
        { title: 'Peak', of: (one) => one.peak, right: true },
        { title: 'at', of: (one) => one.peakAt },
        { title: 'State', of: (one) => one.state },
      ],
      days,
    ),
    '',
    ...highWaterMarks.map(({ period, peak, at }) => `high-water mark ${period}: ${peak} at ${at}`),
  ].join('\n');
}
