import { type Static, Type } from 'typebox';
import type { FieldError } from './errors.ts';
import type { AwsSource } from './ports/aws.ts';
import { partitionOf } from './reconciliation/aws-partition.ts';

const Name = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const RegionName = Type.String({
  pattern: '^[a-z]{2}(-[a-z]+)+-\\d$',
  description: 'a Region, like eu-central-1',
});
const RoleArn = Type.String({
  pattern: '^arn:aws(-cn|-us-gov)?:iam::\\d{12}:role/.+$',
  description: 'a role, like arn:aws:iam::111122223333:role/CoreledgerReader',
});
/** `AWS:` or `Custom:` and a name, as Systems Manager has it. `Custom:*`: every type of the account's own. */
const InventoryType = Type.String({ pattern: '^(AWS:[A-Za-z0-9]+|Custom:(\\*|[^\\s*]+))$', maxLength: 100 });

const Source = Type.Object(
  {
    name: Name,
    /** Named profile of the shared AWS configuration. Left out: the SDK's default chain. */
    profile: Type.Optional(Type.String({ minLength: 1 })),
    /** Role to assume with those credentials. */
    roleArn: Type.Optional(RoleArn),
    externalId: Type.Optional(Type.String({ minLength: 2, maxLength: 1224 })),
    /** Role that plans are applied with and activations are made with. Left out: the credentials that read. */
    applyRoleArn: Type.Optional(RoleArn),
    regions: Type.Array(RegionName, { minItems: 1, uniqueItems: true }),
    /** List the license configurations of every account of the organization from here. */
    organization: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** The part `aws` of the configuration file. */
export const AwsConfigFile = Type.Object(
  {
    sources: Type.Array(Source, { minItems: 1, maxItems: 1000 }),
    /** Instead of AWS's own endpoints: a proxy, or a double. */
    endpoint: Type.Optional(Type.String({ pattern: '^https?://[^/\\s]+$' })),
    /** Minutes between syncs of a running collector; 0: only when asked. */
    syncEveryMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_080 })),
    /** Accounts and Regions read at the same time. */
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 32 })),
    inventoryTypes: Type.Optional(Type.Array(InventoryType, { uniqueItems: true, maxItems: 30 })),
    /** A plan proposes to deregister hosts that nobody heard of for as many days. Left out: never. */
    deregisterAfterDays: Type.Optional(Type.Integer({ minimum: 30, maximum: 3650 })),
  },
  { additionalProperties: false },
);
type AwsConfigFile = Static<typeof AwsConfigFile>;

export interface AwsConfig {
  readonly sources: readonly AwsSource[];
  readonly endpoint: string | undefined;
  readonly syncEveryMs: number;
  readonly concurrency: number;
  readonly inventoryTypes: readonly string[];
  /** null: registrations are left alone. */
  readonly deregisterAfterMs: number | null;
}

/** What is read without being told: software, processors, Windows roles, and the tags of nodes. */
const INVENTORY_TYPES = ['AWS:Application', 'AWS:InstanceDetailedInformation', 'AWS:WindowsRole', 'AWS:Tag'];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function toAwsConfig(raw: AwsConfigFile | undefined): AwsConfig {
  return {
    sources: (raw?.sources ?? []).map((source) => ({
      name: source.name,
      profile: source.profile ?? null,
      roleArn: source.roleArn ?? null,
      externalId: source.externalId ?? null,
      applyRoleArn: source.applyRoleArn ?? null,
      regions: source.regions,
      organization: source.organization ?? false,
    })),
    endpoint: raw?.endpoint,
    syncEveryMs: (raw?.syncEveryMinutes ?? 60) * MINUTE_MS,
    concurrency: raw?.concurrency ?? 4,
    inventoryTypes: raw?.inventoryTypes ?? INVENTORY_TYPES,
    deregisterAfterMs: raw?.deregisterAfterDays === undefined ? null : raw.deregisterAfterDays * DAY_MS,
  };
}

export function awsFaults({ sources }: AwsConfig): FieldError[] {
  return sources.flatMap((source, index) => {
    const path = `aws.sources.${index}`;
    const faults: FieldError[] = [];
    if (sources.findIndex(({ name }) => name === source.name) < index) {
      faults.push({ path: `${path}.name`, message: `there is another source named ${source.name}` });
    }
    if (source.externalId !== null && source.roleArn === null) {
      faults.push({ path: `${path}.externalId`, message: 'goes with roleArn' });
    }
    const partition = source.roleArn?.split(':')[1];
    for (const region of source.regions.filter(
      (name) => partition !== undefined && partition !== partitionOf(name),
    )) {
      faults.push({
        path: `${path}.regions`,
        message: `${region} is not in the partition ${partition} of roleArn`,
      });
    }
    return faults;
  });
}
