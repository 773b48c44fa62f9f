import type { Clock } from '../ports/clock.ts';
import type { Maintenance, StoreState } from '../ports/maintenance.ts';
import { type AwsToDiagnose, diagnoseAws } from './diagnose-aws.ts';
import { CLOCK_TOLERANCE_MS } from './watch-clock.ts';

export interface Diagnosis {
  readonly check: 'database' | 'schema' | 'log' | 'writing' | 'disk' | 'clock' | 'certificates' | 'aws';
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly detail: string;
}

export interface CertificatesInUse {
  /** When the certificates end, epoch milliseconds. */
  readonly server: number;
  readonly ca: number;
  readonly warnings: readonly string[];
}

export interface DiagnoseOptions {
  /** Asks nobody outside this machine. */
  readonly offline?: boolean;
}

export type Diagnose = (options?: DiagnoseOptions) => Promise<readonly Diagnosis[]>;

const DAY_MS = 86_400_000;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const LARGE_LOG_BYTES = 512 * MIB;
const LEAST_FREE_BYTES = 64 * MIB;
/** Agents pin the CA: a new one is a project, and wants its time. */
const CA_NOTICE_DAYS = 180;
const SERVER_NOTICE_DAYS = 14;

export function createDiagnose(parts: {
  maintenance: Pick<Maintenance, 'inspect'>;
  probe: () => Promise<void>;
  /** Null where TLS is off. */
  certificates: () => CertificatesInUse | null;
  aws: AwsToDiagnose;
  clock: Clock;
}): Diagnose {
  return async ({ offline = false } = {}) => {
    const now = parts.clock.now();
    const state = await parts.maintenance.inspect();
    return [
      database(state),
      schema(state),
      log(state),
      await writing(parts.probe),
      disk(state),
      clock(state, now),
      certificates(parts.certificates(), now),
      ...(await diagnoseAws(parts.aws, { offline })),
    ];
  };
}

function database({ damage, hosts, reports, bytes }: StoreState): Diagnosis {
  if (damage.length > 0) {
    return {
      check: 'database',
      verdict: 'failed',
      detail: `damaged: ${damage.join('; ')}. Stop the collector and restore a backup with \`coreledger restore\`.`,
    };
  }
  const size = `${hosts} hosts, ${reports} reports, ${(bytes / MIB).toFixed(1)} MiB`;
  return { check: 'database', verdict: 'ok', detail: `whole: ${size}` };
}

function schema({ schemaVersion, schemaDrift }: StoreState): Diagnosis {
  return schemaDrift.length === 0
    ? { check: 'schema', verdict: 'ok', detail: `version ${schemaVersion}, as this release makes it` }
    : {
        check: 'schema',
        verdict: 'failed',
        detail: `version ${schemaVersion}, but not as this release makes it: ${schemaDrift.join(', ')}. Somebody changed the database; restore a backup.`,
      };
}

/** The write-ahead log is emptied into the database again and again; one that only grows is held by a reader or by a full disk. */
function log({ logBytes }: StoreState): Diagnosis {
  const detail = `write-ahead log of ${(logBytes / MIB).toFixed(1)} MiB`;
  return logBytes > LARGE_LOG_BYTES
    ? {
        check: 'log',
        verdict: 'warning',
        detail: `${detail}: a long backup or report holds it, or the disk has no room to empty it into the database`,
      }
    : { check: 'log', verdict: 'ok', detail };
}

async function writing(probe: () => Promise<void>): Promise<Diagnosis> {
  try {
    await probe();
    return { check: 'writing', verdict: 'ok', detail: 'a durable write succeeds' };
  } catch (error) {
    return { check: 'writing', verdict: 'failed', detail: (error as Error).message };
  }
}

/** A migration or a backup beside the database may need its size once more. */
function disk({ bytes, freeBytes }: StoreState): Diagnosis {
  const detail = `${(freeBytes / GIB).toFixed(1)} GiB free`;
  if (freeBytes < LEAST_FREE_BYTES)
    return { check: 'disk', verdict: 'failed', detail: `${detail}: reports will soon be refused` };
  return freeBytes < Math.max(GIB, bytes)
    ? {
        check: 'disk',
        verdict: 'warning',
        detail: `${detail}: less than 1 GiB or less than the database's own size`,
      }
    : { check: 'disk', verdict: 'ok', detail };
}

function clock({ newestStoredAt }: StoreState, now: number): Diagnosis {
  const behind = newestStoredAt === null ? 0 : newestStoredAt - now;
  return behind > CLOCK_TOLERANCE_MS
    ? {
        check: 'clock',
        verdict: 'failed',
        detail: `this clock is ${Math.round(behind / 60_000)} min behind the newest time stored: it was set back, or ran ahead before`,
      }
    : { check: 'clock', verdict: 'ok', detail: new Date(now).toISOString() };
}

function certificates(inUse: CertificatesInUse | null, now: number): Diagnosis {
  if (inUse === null)
    return { check: 'certificates', verdict: 'ok', detail: 'TLS is off: a proxy on this machine does it' };
  const [server, ca] = [inUse.server, inUse.ca].map((end) => Math.floor((end - now) / DAY_MS)) as [
    number,
    number,
  ];
  const detail = [`server certificate ends in ${server} days, CA in ${ca} days`, ...inUse.warnings].join(
    '; ',
  );
  const late = server < SERVER_NOTICE_DAYS || ca < CA_NOTICE_DAYS || inUse.warnings.length > 0;
  return {
    check: 'certificates',
    verdict: Math.min(server, ca) < 0 ? 'failed' : late ? 'warning' : 'ok',
    detail,
  };
}
