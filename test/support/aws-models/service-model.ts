import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '../aws-double/service-error.ts';

/** One shape of a botocore `service-2.json`, as far as validation needs it. */
export interface ModelShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string; readonly locationName?: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly exception?: boolean;
}

export interface ServiceModel {
  readonly service: ServiceName;
  readonly protocol: string;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly input?: { readonly shape: string };
        readonly output?: { readonly shape: string };
        readonly errors?: readonly { readonly shape: string }[];
      }
    >
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const DATA = '/usr/lib/python3/dist-packages/botocore/data';
const FOLDERS: Readonly<Record<ServiceName, string>> = {
  ssm: 'ssm',
  'license-manager': 'license-manager',
  sts: 'sts',
  sns: 'sns',
  monitoring: 'cloudwatch',
};

/** The model that Debian's python3-botocore ships. */
export function readServiceModel(service: ServiceName): ServiceModel {
  const folder = join(DATA, FOLDERS[service]);
  const version = readdirSync(folder).sort().at(-1) ?? '';
  const { metadata, operations, shapes } = JSON.parse(
    readFileSync(join(folder, version, 'service-2.json'), 'utf8'),
  );
  return { service, protocol: metadata.protocol, operations, shapes };
}
