import { readFileSync } from 'node:fs';
import type { SyncReport } from '../../../collector/src/services/sync-aws.ts';
import { startAwsDouble } from '../aws-double/start-aws-double.ts';
import { collectorProgram } from '../collector/collector-program.ts';
import { largeFleet } from './large-fleet.ts';
import { sharedCredentials } from './shared-credentials.ts';

const PAGE = 50;
/** AWS:Application, AWS:InstanceDetailedInformation, AWS:WindowsRole, AWS:Tag. */
const TYPES = 4;
/** STS, list of configurations, settings, report generators, received licenses, received grants. */
const ONCE = 6;

export interface SyncMeasure {
  readonly calls: number;
  /** By the documented formula. */
  readonly expectedCalls: number;
  /** Of the whole command, which reconciles at its end. */
  readonly seconds: number;
  /** Of the reading alone. */
  readonly readingSeconds: number;
  /** Of the process, which shares the machine with the double. */
  readonly cpuSeconds: number;
  /** Largest resident set of the process, in MiB. */
  readonly peakMiB: number;
  readonly facts: number;
  readonly code: number | null;
}

/**
 * Calls of one sync of an account and Region, docs/aws.md: a page of 50 for the list of instances, for each inventory type and for License
 * Manager's resources; and for each configuration its tags, and its usage, associations and failures by page.
 */
export function documentedCalls(instances: number, associated: readonly number[]): number {
  const pages = (count: number) => Math.max(1, Math.ceil(count / PAGE));
  const perConfiguration = associated.map((count) => 1 + 2 * pages(count) + 1);
  return ONCE + (1 + TYPES + 1) * pages(instances) + perConfiguration.reduce((sum, calls) => sum + calls, 0);
}

/** The real program reads a double of so many instances; from the second run on it writes next to nothing. */
export async function measureSync(
  instances: number,
  titles: number,
  runs: number,
): Promise<readonly SyncMeasure[]> {
  const double = await startAwsDouble({ fleet: largeFleet(instances, titles) });
  const credentials = sharedCredentials({ production: 'AKIADOUBLE1111222233' });
  const program = collectorProgram(
    `aws: { endpoint: '${double.url}', syncEveryMinutes: 0, sources: [{ name: main, profile: production, regions: [eu-central-1] }] }\n`,
    { env: { AWS_SHARED_CREDENTIALS_FILE: credentials.file, AWS_EC2_METADATA_DISABLED: 'true' } },
  );
  const measures: SyncMeasure[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      double.forgetCalls();
      let [peakMiB, cpuSeconds] = [0, 0];
      let watching: NodeJS.Timeout | undefined;
      const started = performance.now();
      const { code, out } = await program.run(['sync', '--json'], ({ pid }) => {
        watching = setInterval(() => {
          peakMiB = Math.max(peakMiB, peakOf(pid));
          cpuSeconds = Math.max(cpuSeconds, cpuOf(pid));
        }, 100);
      });
      clearInterval(watching);
      const report: Pick<SyncReport, 'startedAt' | 'finishedAt' | 'units'> = JSON.parse(out);
      measures.push({
        calls: double.calls.length,
        expectedCalls: documentedCalls(instances, [instances / 2, 0]),
        seconds: (performance.now() - started) / 1000,
        readingSeconds: (report.finishedAt - report.startedAt) / 1000,
        cpuSeconds,
        peakMiB,
        facts: report.units.reduce((sum, unit) => sum + unit.facts, 0),
        code,
      });
    }
  } finally {
    program.remove();
    credentials.remove();
    await double.close();
  }
  return measures;
}

/** `VmHWM` in MiB; 0 where the process has ended. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const TICKS_PER_SECOND = 100;

/** User and system time; 0 where the process has ended. */
function cpuOf(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
