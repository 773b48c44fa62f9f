import type { Clock } from '../ports/clock.ts';
import type { Maintenance, StoreState } from '../ports/maintenance.ts';
import type { ReadAws } from './read-aws.ts';

export interface Diagnosis {
  readonly check: 'database' | 'writing' | 'disk' | 'clock' | 'certificates' | 'aws';
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly detail: string;
}

/** When the certificates in use end, epoch milliseconds; null where TLS is off. */
export type CertificateEnds = { readonly server: number; readonly ca: number } | null;

export type Diagnose = () => Promise<readonly Diagnosis[]>;

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export function createDiagnose(parts: {
  maintenance: Maintenance;
  probe: () => Promise<void>;
  certificates: () => CertificateEnds;
  aws: Pick<ReadAws, 'sources'>;
  clock: Clock;
}): Diagnose {
  return async () => {
    const now = parts.clock.now();
    const state = await parts.maintenance.inspect();
    return [
      database(state),
      await writing(parts.probe),
      disk(state),
      clock(state, now),
      certificates(parts.certificates(), now),
      ...(await aws(parts.aws)),
    ];
  };
}

function database({ damage, schemaVersion, hosts, reports, bytes }: StoreState): Diagnosis {
  if (damage.length > 0) {
    return {
      check: 'database',
      verdict: 'failed',
      detail: `damaged: ${damage.join('; ')}. Stop the collector and restore a backup with \`coreledger restore\`.`,
    };
  }
  const size = `${hosts} hosts, ${reports} reports, ${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return { check: 'database', verdict: 'ok', detail: `whole, schema ${schemaVersion}: ${size}` };
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
  const scarce = freeBytes < Math.max(GIB, bytes);
  const detail = `${(freeBytes / GIB).toFixed(1)} GiB free`;
  return scarce
    ? {
        check: 'disk',
        verdict: 'warning',
        detail: `${detail}: less than 1 GiB or less than the database's own size`,
      }
    : { check: 'disk', verdict: 'ok', detail };
}

function clock({ newestReportAt }: StoreState, now: number): Diagnosis {
  const behind = newestReportAt === null ? 0 : newestReportAt - now;
  return behind > CLOCK_TOLERANCE_MS
    ? {
        check: 'clock',
        verdict: 'failed',
        detail: `this clock is ${Math.round(behind / 60_000)} min before the newest report's receipt: it was set back`,
      }
    : { check: 'clock', verdict: 'ok', detail: new Date(now).toISOString() };
}

function certificates(ends: CertificateEnds, now: number): Diagnosis {
  if (ends === null)
    return { check: 'certificates', verdict: 'ok', detail: 'TLS is off: a proxy on this machine does it' };
  const days = (end: number) => Math.floor((end - now) / DAY_MS);
  const detail = `server certificate ends in ${days(ends.server)} days, CA in ${days(ends.ca)} days`;
  const soonest = Math.min(days(ends.server), days(ends.ca));
  return {
    check: 'certificates',
    verdict: soonest < 0 ? 'failed' : soonest < 14 ? 'warning' : 'ok',
    detail,
  };
}

async function aws(read: Pick<ReadAws, 'sources'>): Promise<Diagnosis[]> {
  const sources = await read.sources();
  if (sources.length === 0)
    return [{ check: 'aws', verdict: 'ok', detail: 'no sources in the configuration' }];
  return sources.map(({ source, region, error, lastAttemptAt }) => {
    const name = `${source} ${region}`;
    if (error !== null) return { check: 'aws', verdict: 'failed', detail: `${name}: ${error}` };
    return lastAttemptAt === null
      ? { check: 'aws', verdict: 'warning', detail: `${name}: never read; run \`coreledger sync\`` }
      : { check: 'aws', verdict: 'ok', detail: `${name}: read ${new Date(lastAttemptAt).toISOString()}` };
  });
}
