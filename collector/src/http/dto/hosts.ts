import { Type } from 'typebox';
import { Instant, Nullable } from '../schemas.ts';
import { InstallationDto } from './consumption.ts';

const Text = Type.String();
const Count = Nullable(Type.Integer({ description: 'null: unknown' }));

const hostFields = {
  hostId: Text,
  name: Text,
  origin: Type.String({
    description: 'agent: reports itself. ssm: known from Systems Manager alone. import',
  }),
  kind: Type.String({ description: 'physical, guest, container, hypervisor or unknown' }),
  hypervisor: Nullable(Text),
  physicalHostId: Nullable(Type.String({ description: 'The host it runs on, where that is known' })),
  cluster: Nullable(Text),
  sockets: Count,
  cores: Count,
  socketCores: Nullable(
    Type.Array(Type.Integer(), { description: 'Physical cores of each populated socket' }),
  ),
  logicalProcessors: Count,
  cpuModel: Nullable(Text),
  operatingSystem: Nullable(Text),
  managedInstanceIds: Type.Array(Text),
  products: Type.Array(Text),
  lastSeenAt: Instant,
  stale: Type.Boolean(),
};

export const HostRowDto = Type.Object(hostFields);

export const HostDto = Type.Object({
  ...hostFields,
  asOf: Instant,
  firstSeenAt: Nullable(Instant),
  tags: Type.Record(Text, Text),
  installations: Type.Array(InstallationDto),
  conflicts: Type.Array(Text, { description: 'Processor facts on which two sources disagree' }),
  software: Nullable(Type.Object({ titles: Type.Integer(), complete: Type.Boolean(), since: Instant })),
  sections: Type.Record(
    Text,
    Type.Object({ since: Instant, complete: Type.Boolean(), value: Type.Unknown() }),
    { description: 'What each collector of the agent last said' },
  ),
  trouble: Type.Record(Text, Type.Object({ status: Text, detail: Text, since: Instant }), {
    description: 'Sections that could not be read since; what was known before still stands',
  }),
  links: Type.Object({ licenses: Text, software: Text, reports: Text }),
});

export const SoftwareDto = Type.Object({
  name: Text,
  version: Nullable(Text),
  architecture: Nullable(Text),
  publisher: Nullable(Text),
  source: Text,
  location: Text,
});

export const TitleDto = Type.Object({
  ...SoftwareDto.properties,
  total: Type.Integer({ description: 'Hosts that have it now' }),
  hosts: Type.Array(Type.Object({ hostId: Text, name: Text }), { description: 'Longest known first' }),
});

export function Listed<Row extends typeof HostRowDto | typeof SoftwareDto>(row: Row) {
  return Type.Object({
    asOf: Instant,
    total: Type.Integer({ description: 'Rows that the filter leaves, on this page and the others' }),
    items: Type.Array(row),
    next: Nullable(Type.String({ description: 'Cursor of the next page; it keeps the instant' })),
  });
}
