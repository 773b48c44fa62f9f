import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { COLLECTOR } from '../demo/program.ts';
import type { Journal } from './journal.ts';

/** The collector as a process, started again whenever it ends, as a service manager does. */
export interface SoakCollector {
  readonly pid: number | undefined;
  /** Whether it has said that it listens. */
  readonly serving: boolean;
  /** SIGKILL; it is started again. */
  kill(): void;
  whenServing(): Promise<void>;
  /** SIGTERM; it must end by itself, with 0. */
  stop(): Promise<void>;
  /** Resident memory in MiB and open files; undefined between two lives. */
  usage(): { readonly rssMiB: number; readonly files: number } | undefined;
}

const RESTART_AFTER_MS = 500;
/** As long as service managers wait, and more than a starved machine needs. */
const STOP_WITHIN_MS = 60_000;

export function startSoakCollector(options: {
  readonly config: string;
  readonly log: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly journal: Journal;
  /** Whether it may fail to start now. */
  readonly mayFail: () => boolean;
}): SoakCollector {
  const { config, log, env, journal, mayFail } = options;
  let child: ChildProcess | undefined;
  let [serving, stopping, killed] = [false, false, false];

  function start(): Promise<void> {
    killed = false;
    const life = spawn(process.execPath, [COLLECTOR, 'serve', '--config', config], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = life;
    const hear = (text: Buffer) => {
      appendFileSync(log, text);
      if (text.includes('listens on')) serving = true;
    };
    life.stdout.on('data', hear);
    life.stderr.on('data', hear);
    return new Promise((resolve) => {
      life.once('close', (code, signal) => {
        [serving, child] = [false, undefined];
        if (stopping) {
          if (code !== 0) journal.violation(`told to stop, the collector ended with ${code ?? signal}`);
        } else if (!killed) {
          if (mayFail()) journal.count('starts of the collector on a full disk that failed');
          else journal.violation(`the collector ended by itself with ${code ?? signal}: see ${log}`);
        }
        resolve();
      });
    });
  }

  const supervised = (async () => {
    while (!stopping) {
      journal.count('starts of the collector');
      await start();
      if (!stopping) await setTimeout(RESTART_AFTER_MS);
    }
  })();

  return {
    get pid() {
      return child?.pid;
    },
    get serving() {
      return serving;
    },
    kill() {
      killed = true;
      child?.kill('SIGKILL');
    },
    async whenServing() {
      while (!serving) await setTimeout(50);
    },
    async stop() {
      stopping = true;
      child?.kill('SIGTERM');
      const late = setTimeout(STOP_WITHIN_MS, 'late' as const, { ref: false });
      if ((await Promise.race([supervised, late])) !== 'late') return;
      journal.violation(`told to stop, the collector still ran after ${STOP_WITHIN_MS / 1000} s`);
      child?.kill('SIGKILL');
      await supervised;
    },
    usage() {
      const pid = child?.pid;
      if (pid === undefined) return undefined;
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
        return { rssMiB: rss, files: readdirSync(`/proc/${pid}/fd`).length };
      } catch {
        return undefined;
      }
    },
  };
}
