import { type Static, Type } from 'typebox';
import type { FieldError } from './errors.ts';
import { type AlertRules, DEFAULT_ALERT_RULES } from './services/alerts/conditions.ts';

const closed = { additionalProperties: false };
const Name = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const FilePath = Type.String({ minLength: 1, maxLength: 4096 });
const RegionName = Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-\\d$' });
/** CloudWatch keeps `AWS/` for itself. */
const Namespace = Type.String({ pattern: '^(?!AWS/)[A-Za-z0-9._/#:-]{1,255}$' });
const Percent = Type.Integer({ minimum: 1, maximum: 1000 });

const Target = Type.Union([
  Type.Object({ name: Name, type: Type.Literal('log') }, closed),
  Type.Object(
    {
      name: Name,
      type: Type.Literal('webhook'),
      url: Type.String({ pattern: '^https?://\\S+$' }),
      /** File with the secret by which messages are signed. */
      secretFile: FilePath,
    },
    closed,
  ),
  Type.Object(
    {
      name: Name,
      type: Type.Literal('email'),
      /** `smtps://user@mail.example:465` or `smtp://…` */
      url: Type.String({ pattern: '^smtps?://\\S+$' }),
      passwordFile: Type.Optional(FilePath),
      /** Certificate of the authority that signed the server's, where it is none of the public ones. */
      caFile: Type.Optional(FilePath),
      from: Type.String({ minLength: 3 }),
      to: Type.Array(Type.String({ minLength: 3 }), { minItems: 1, maxItems: 100 }),
    },
    closed,
  ),
  Type.Object(
    {
      name: Name,
      type: Type.Literal('sns'),
      /** Name of an AWS source of this configuration, whose credentials publish. */
      source: Name,
      region: RegionName,
      topicArn: Type.String({ pattern: '^arn:aws[a-z-]*:sns:.+' }),
    },
    closed,
  ),
]);

/** The part `alerts` of the configuration file. */
export const AlertsConfigFile = Type.Object(
  {
    /** Percent of what is owned (default 80 and 100). */
    thresholds: Type.Optional(Type.Array(Percent, { minItems: 1, maxItems: 10 })),
    /** The same for single licenses, by id. */
    perLicense: Type.Optional(Type.Record(Type.String(), Type.Array(Percent, { maxItems: 10 }))),
    expiryDays: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 3650 }), { maxItems: 10 })),
    staleSourceHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8760 })),
    completenessBelow: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Sends the figures of each license as CloudWatch metrics, with the credentials of an AWS source. */
    cloudWatch: Type.Optional(
      Type.Object({ source: Name, region: RegionName, namespace: Type.Optional(Namespace) }, closed),
    ),
    /** Default: the log. */
    targets: Type.Optional(Type.Array(Target, { maxItems: 50 })),
  },
  closed,
);
type AlertsConfigFile = Static<typeof AlertsConfigFile>;

export interface AlertsConfig {
  readonly rules: AlertRules;
  /** Paths are as written: relative to `folder`. */
  readonly folder: string;
  readonly targets: readonly Static<typeof Target>[];
  readonly cloudWatch: {
    readonly source: string;
    readonly region: string;
    readonly namespace: string;
  } | null;
}

export function toAlertsConfig(raw: AlertsConfigFile | undefined, folder: string): AlertsConfig {
  const { targets = [{ name: 'log', type: 'log' }], cloudWatch, ...rules } = raw ?? {};
  return {
    rules: { ...DEFAULT_ALERT_RULES, ...rules },
    folder,
    targets,
    cloudWatch: cloudWatch === undefined ? null : { namespace: 'Coreledger', ...cloudWatch },
  };
}

/** What the credentials of one AWS source are used for beside reading. */
export function usesOfSource({ targets, cloudWatch }: AlertsConfig, source: string) {
  return {
    topicArns: targets.flatMap((target) =>
      target.type === 'sns' && target.source === source ? [target.topicArn] : [],
    ),
    metricNamespaces: cloudWatch?.source === source ? [cloudWatch.namespace] : [],
  };
}

export function alertFaults({ targets, cloudWatch }: AlertsConfig, sources: readonly string[]): FieldError[] {
  const metrics: FieldError[] =
    cloudWatch === null || sources.includes(cloudWatch.source)
      ? []
      : [{ path: 'alerts.cloudWatch.source', message: `there is no AWS source named ${cloudWatch.source}` }];
  const ofTargets = targets.flatMap((target, index): FieldError[] => {
    const path = `alerts.targets.${index}`;
    const faults: FieldError[] = [];
    if (targets.findIndex(({ name }) => name === target.name) < index)
      faults.push({ path: `${path}.name`, message: `there is another target named ${target.name}` });
    if (target.type === 'email' && target.passwordFile !== undefined && new URL(target.url).username === '')
      faults.push({ path: `${path}.url`, message: 'a password needs a user: smtp://user@host' });
    if (target.type === 'sns' && !sources.includes(target.source))
      faults.push({ path: `${path}.source`, message: `there is no AWS source named ${target.source}` });
    return faults;
  });
  return [...metrics, ...ofTargets];
}
