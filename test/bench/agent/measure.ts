import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Cost {
  /** User and system time of the process and all its children, seconds. */
  readonly cpu: number;
  /** The largest resident set of any one of them, MiB. */
  readonly memory: number;
}

/** One run of a command, its output thrown away. Throws where it fails. */
export function measure(command: readonly string[], scratch: string): Cost {
  const memoryFile = join(scratch, 'memory');
  // bash's `time` has milliseconds and counts children; time(1) has the peak of the resident set.
  const script = 'TIMEFORMAT="%3U %3S"; time /usr/bin/time -f %M -o "$0" "$@" >/dev/null 2>/dev/null';
  const ran = spawnSync('bash', ['-c', script, memoryFile, ...command], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${command.join(' ')} ended with ${ran.status}`);
  const [user, system] = ran.stderr.trim().split(/\s+/).map(Number);
  const kibibytes = Number(readFileSync(memoryFile, 'utf8').trim().split('\n').at(-1));
  return { cpu: (user ?? 0) + (system ?? 0), memory: kibibytes / 1024 };
}

/** The median of each figure by itself. */
export function medians(costs: readonly Cost[]): Cost {
  const middle = (figure: keyof Cost) => {
    const sorted = costs.map((cost) => cost[figure]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return { cpu: middle('cpu'), memory: middle('memory') };
}
