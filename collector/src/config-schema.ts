import { type Static, Type } from 'typebox';
import { AlertsConfigFile } from './config-alerts.ts';
import { AwsConfigFile } from './config-aws.ts';

const FilePath = Type.String({ minLength: 1, maxLength: 4096 });

/** The configuration file, as an operator writes it (YAML). Unknown keys are faults. */
export const ConfigFile = Type.Object(
  {
    /** Where everything durable lives: database, CA, certificates. */
    dataDir: FilePath,
    listen: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Type.String({ minLength: 1 })),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
        },
        { additionalProperties: false },
      ),
    ),
    /** Addresses that agents and people use; the first is put into join tokens. Names go into the server certificate. */
    urls: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^https?://[^/\\s]+$',
          description: 'an address without a path, like https://ledger.example.org:8443',
        }),
        { minItems: 1, maxItems: 8 },
      ),
    ),
    /** `auto`: own CA made on first start. `off`: plain HTTP, on loopback only. Or files in PEM. */
    tls: Type.Optional(
      Type.Union([
        Type.Literal('auto'),
        Type.Literal('off'),
        Type.Object({ certificate: FilePath, key: FilePath, ca: FilePath }, { additionalProperties: false }),
      ]),
    ),
    logLevel: Type.Optional(
      Type.Union(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
      ),
    ),
    /** A host that has not been heard of for this long is stale; it keeps counting. */
    staleAfterHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8760 })),
    /** Threads that compute reports, so that none holds up what agents send; 0: no thread of their own. Default: 1. */
    reportThreads: Type.Optional(Type.Integer({ minimum: 0, maximum: 8 })),
    /** How long history is kept. */
    retention: Type.Optional(
      Type.Object(
        {
          /** Days that can be asked about; the least is a quarter. What stands now is never forgotten. */
          historyDays: Type.Optional(
            Type.Union([Type.Integer({ minimum: 92, maximum: 36_525 }), Type.Literal('forever')]),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    /** What you own: entitlements and bindings (YAML). */
    licenses: Type.Optional(FilePath),
    /** Folder whose files extend or override the catalog. */
    catalog: Type.Optional(FilePath),
    /** Accounts and Regions to read. */
    aws: Type.Optional(AwsConfigFile),
    /** What is watched, and who is told. */
    alerts: Type.Optional(AlertsConfigFile),
  },
  { additionalProperties: false },
);
export type ConfigFile = Static<typeof ConfigFile>;
