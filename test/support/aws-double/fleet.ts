import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';

/** An instant: ISO 8601, or an age such as `5m ago`, `3h ago`, `40d ago`. */
const Instant = Type.String({ pattern: '^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ|\\d+[mhd] ago)$' });
const Text = Type.Record(Type.String(), Type.String());

function closed<Properties extends Parameters<typeof Type.Object>[0]>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

const InventoryType = closed({
  capturedAt: Type.Optional(Instant),
  schemaVersion: Type.Optional(Type.String()),
  entries: Type.Array(Text),
});

const Instance = closed({
  id: Type.String({ pattern: '^(mi-\\w{17}|i-(\\w{8}|\\w{17}))$' }),
  computerName: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  ip: Type.Optional(Type.String()),
  platformType: Type.Optional(
    // AWS writes it in both cases: its own inventory aggregates show `windows`.
    Type.Union(['Linux', 'Windows', 'MacOS', 'linux', 'windows'].map((name) => Type.Literal(name))),
  ),
  platformName: Type.Optional(Type.String()),
  platformVersion: Type.Optional(Type.String()),
  agentVersion: Type.Optional(Type.String()),
  ping: Type.Optional(Type.Union([Type.Literal('Online'), Type.Literal('ConnectionLost')])),
  lastPing: Type.Optional(Instant),
  registered: Type.Optional(Instant),
  activationId: Type.Optional(Type.String()),
  iamRole: Type.Optional(Type.String()),
  sourceType: Type.Optional(Type.String()),
  sourceId: Type.Optional(Type.String()),
  tags: Type.Optional(Text),
  inventory: Type.Optional(Type.Record(Type.String(), InventoryType)),
});

const OtherResource = closed({
  arn: Type.String(),
  type: Type.Union([
    Type.Literal('EC2_INSTANCE'),
    Type.Literal('EC2_HOST'),
    Type.Literal('EC2_AMI'),
    Type.Literal('RDS'),
  ]),
  consumed: Type.Integer({ minimum: 0 }),
  platform: Type.Optional(Type.String()),
});

/** What License Manager's resource inventory lists beside managed instances. */
const InventoriedInstance = closed({
  id: Type.String({ pattern: '^i-(\\w{8}|\\w{17})$' }),
  instanceType: Type.Optional(Type.String()),
  dedicatedHost: Type.Optional(Type.String({ pattern: '^h-\\w{17}$' })),
});

const ProductFilter = closed({
  name: Type.String(),
  comparator: Type.Optional(Type.String()),
  values: Type.Array(Type.String()),
});

const Configuration = closed({
  id: Type.String({ pattern: '^lic-[0-9a-z]+$' }),
  /** Where it is not the account's own spelling. */
  arn: Type.Optional(Type.String()),
  name: Type.String(),
  description: Type.Optional(Type.String()),
  countingType: Type.Union([
    Type.Literal('vCPU'),
    Type.Literal('Instance'),
    Type.Literal('Core'),
    Type.Literal('Socket'),
  ]),
  count: Type.Optional(Type.Integer({ minimum: 0 })),
  hardLimit: Type.Optional(Type.Boolean()),
  rules: Type.Optional(Type.Array(Type.String())),
  status: Type.Optional(Type.String()),
  disassociateWhenNotFound: Type.Optional(Type.Boolean()),
  expires: Type.Optional(Instant),
  products: Type.Optional(
    Type.Array(closed({ resourceType: Type.String(), filters: Type.Array(ProductFilter) })),
  ),
  tags: Type.Optional(Text),
  /** Managed instances by id. */
  associated: Type.Optional(Type.Array(Type.String())),
  /** What else consumes it. */
  resources: Type.Optional(Type.Array(OtherResource)),
  failures: Type.Optional(
    Type.Array(closed({ resource: Type.String(), message: Type.String(), at: Instant })),
  ),
});

const ReceivedLicense = closed({
  id: Type.String(),
  name: Type.String(),
  product: Type.String(),
  sku: Type.Optional(Type.String()),
  issuer: Type.String(),
  status: Type.Optional(Type.String()),
  begins: Type.String(),
  ends: Type.Optional(Type.String()),
  entitlements: Type.Array(
    closed({ name: Type.String(), max: Type.Optional(Type.Integer()), unit: Type.String() }),
  ),
});

const Region = closed({
  instances: Type.Optional(Type.Array(Instance)),
  ec2Instances: Type.Optional(Type.Array(InventoriedInstance)),
  licenseConfigurations: Type.Optional(Type.Array(Configuration)),
  receivedLicenses: Type.Optional(Type.Array(ReceivedLicense)),
  crossAccount: Type.Optional(Type.Boolean()),
});

const Account = closed({
  id: Type.String({ pattern: '^\\d{12}$' }),
  accessKeys: Type.Optional(Type.Array(Type.String())),
  roles: Type.Optional(Type.Array(closed({ name: Type.String(), externalId: Type.Optional(Type.String()) }))),
  /** Roles that Systems Manager may assume; left out: whatever role is named. */
  serviceRoles: Type.Optional(Type.Array(Type.String())),
  regions: Type.Record(Type.String(), Region),
});

const FleetDocument = closed({ accounts: Type.Array(Account, { minItems: 1 }) });

export type Fleet = Static<typeof FleetDocument>;
export type FleetRegion = Static<typeof Region>;
export type FleetEc2Instance = Static<typeof InventoriedInstance>;
export type FleetInstance = Static<typeof Instance>;
export type FleetConfiguration = Static<typeof Configuration>;
export type FleetReceivedLicense = Static<typeof ReceivedLicense>;

const compiled = Compile(FleetDocument);

/** Throws with every fault of the document. */
export function parseFleet(text: string): Fleet {
  const document: unknown = parse(text);
  if (compiled.Check(document)) return document;
  const faults = [...compiled.Errors(document)].map(
    ({ instancePath, message }) => `${instancePath}: ${message}`,
  );
  throw new Error(`the fleet has faults:\n${faults.join('\n')}`);
}

/** Epoch seconds. */
export function instantOf(text: string, now: number): number {
  const age = /^(\d+)([mhd]) ago$/.exec(text);
  if (age === null) return Math.floor(Date.parse(text) / 1000);
  const unit = { m: 60, h: 3600, d: 86400 }[age[2] as 'm' | 'h' | 'd'];
  return Math.floor(now / 1000) - Number(age[1]) * unit;
}
