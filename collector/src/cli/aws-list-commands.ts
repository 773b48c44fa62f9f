import type { AwsFacts, AwsKind } from '../ports/aws-store.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions } from './options.ts';
import { type Column, minute, table } from './table.ts';

/** What `aws list` shows, by the name that REST has for it under `/v1/aws/`. */
const LISTS = {
  'managed-instances': list('managed-instance', {
    Instance: ({ instanceId }) => instanceId,
    Computer: ({ computerName }) => computerName,
    Origin: ({ origin }) => origin,
    Platform: ({ platformName }) => platformName,
    Ping: ({ pingStatus }) => pingStatus,
    'Last ping': ({ lastPingAt }) => minute(lastPingAt),
    Registered: ({ registeredAt }) => minute(registeredAt),
  }),
  inventory: list('inventory', {
    Instance: ({ instanceId }) => instanceId,
    Type: ({ typeName }) => typeName,
    Captured: ({ capturedAt }) => minute(capturedAt),
    Entries: ({ entries }) => entries.length,
  }),
  'license-configurations': list('license-configuration', {
    Configuration: ({ id, arn }) => id ?? arn,
    Name: ({ name }) => name,
    Counts: ({ countingType }) => countingType,
    Consumed: ({ consumed }) => consumed,
    Of: ({ licenseCount }) => licenseCount ?? 'no limit',
    Hard: ({ hardLimit }) => (hardLimit === true ? 'hard' : ''),
    Expires: ({ expiresAt }) => (expiresAt === null ? '' : minute(expiresAt)),
    Rules: ({ rules }) => rules.join(' '),
  }),
  usage: list('usage', {
    Configuration: ({ configurationArn }) => lastOf(configurationArn),
    Resource: ({ resourceArn }) => lastOf(resourceArn),
    Type: ({ resourceType }) => resourceType,
    Consumed: ({ consumed }) => consumed,
  }),
  associations: list('association', {
    Configuration: ({ configurationArn }) => lastOf(configurationArn),
    Resource: ({ resourceArn }) => lastOf(resourceArn),
    Type: ({ resourceType }) => resourceType,
    Since: ({ associatedAt }) => minute(associatedAt),
  }),
  failures: list('failure', {
    Configuration: ({ configurationArn }) => lastOf(configurationArn),
    Resource: ({ resourceArn }) => (resourceArn === null ? null : lastOf(resourceArn)),
    At: ({ failedAt }) => minute(failedAt),
    Message: ({ message }) => message,
  }),
  resources: list('resource', {
    Resource: ({ resourceId, resourceArn }) => resourceId ?? resourceArn,
    Type: ({ resourceType }) => resourceType,
    Platform: ({ platform }) => platform,
    Version: ({ platformVersion }) => platformVersion,
  }),
  settings: list('settings', {
    Organization: ({ organizationIntegrated }) => yesNo(organizationIntegrated),
    'Cross-account': ({ crossAccountDiscovery }) => yesNo(crossAccountDiscovery),
    'Home Region': ({ crossRegionHome }) => crossRegionHome ?? '',
    Topic: ({ snsTopicArn }) => snsTopicArn ?? '',
    Bucket: ({ s3BucketArn }) => s3BucketArn ?? '',
    Says: ({ statusMessages }) => statusMessages.join('; '),
  }),
  'report-generators': list('report-generator', {
    Name: ({ name }) => name,
    Types: ({ types }) => types.join(' '),
    Every: ({ every }) => every,
    'Last run': ({ lastRunStatus, lastRunFailure }) =>
      [lastRunStatus, lastRunFailure].filter((part) => part !== null).join(': '),
    Location: ({ location }) => location,
  }),
  'received-licenses': list('received-license', {
    Name: ({ name }) => name,
    Product: ({ product }) => product,
    Issuer: ({ issuer }) => issuer,
    Status: ({ status }) => status,
    Ends: ({ ends }) => ends ?? '',
    Entitlements: ({ entitlements }) =>
      entitlements.map(({ name, maxCount, unit }) => `${name} ${maxCount ?? ''} ${unit}`.trim()).join(', '),
  }),
  'received-grants': list('received-grant', {
    Name: ({ name }) => name,
    Status: ({ status }) => status,
    License: ({ licenseArn }) => licenseArn,
  }),
} as const;

interface List {
  readonly kind: AwsKind;
  // biome-ignore lint/suspicious/noExplicitAny: each list has the columns of its own facts
  readonly columns: readonly Column<any>[];
}

function list<Kind extends AwsKind>(
  kind: Kind,
  columns: Readonly<Record<string, (fact: AwsFacts[Kind]) => string | number | null>>,
): List {
  const place: Column<AwsFacts[Kind]>[] = [
    { title: 'Account', of: ({ account }) => account },
    { title: 'Region', of: ({ region }) => region },
  ];
  return { kind, columns: [...place, ...Object.entries(columns).map(([title, of]) => ({ title, of }))] };
}

export function awsListCommand(open: OpenServices): Command {
  const names = Object.keys(LISTS);
  return {
    name: 'aws list',
    summary: 'list what AWS said: instances, inventory, configurations, usage, received licenses …',
    help: `Usage: coreledger aws list WHAT [--account ID] [--region REGION] [--part PART] [--as-of INSTANT] [--json]

What the last sync read, with what is stale said by \`coreledger aws sources\`. WHAT is one of:
  ${names.join(', ')}

${CONFIG_HELP}
      --account ID        only this account
      --region REGION     only this Region
      --part PART         ARN of a license configuration, or inventory type
      --as-of INSTANT     what AWS said then: a day (its end, UTC) or an instant of the past
      --json              one JSON document a line, whole`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        {
          ...CONFIG_OPTION,
          account: { type: 'string' },
          region: { type: 'string' },
          part: { type: 'string' },
          'as-of': { type: 'string' },
          json: { type: 'boolean', default: false },
        },
        1,
      );
      const [what = ''] = positionals;
      const found: List | undefined = Object.hasOwn(LISTS, what)
        ? LISTS[what as keyof typeof LISTS]
        : undefined;
      if (found === undefined) throw new UsageError(`say what: ${names.join(', ')}`);
      const { account, region, part } = values;
      const facts = await withServices(open, configFile(values.config, env), async ({ aws, reports }) => {
        // Without an instant: what is known to stand, whenever it was read.
        const at = reports.asked({ asOf: values['as-of'] }).at ?? Number.MAX_SAFE_INTEGER;
        const query = { at, ...(account && { account }), ...(region && { region }), ...(part && { part }) };
        if (found.kind === 'managed-instance') return aws.managedInstances(query);
        return found.kind === 'license-configuration'
          ? aws.licenseConfigurations(query)
          : aws.facts(found.kind, query);
      });
      if (values.json) for (const fact of facts) line(out, JSON.stringify(fact));
      else
        line(
          out,
          facts.length === 0
            ? 'None is known: `coreledger aws sources` says what was read.'
            : table<unknown>(found.columns, facts),
        );
      return 0;
    },
  };
}

/** The name at the end of an ARN. */
function lastOf(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}

function yesNo(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no';
}
