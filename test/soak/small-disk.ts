import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A place that can be made to run full, for real. */
export interface SmallDisk {
  readonly folder: string;
  readonly how: string;
  /** Whether it fills for everybody, not for one process alone. */
  readonly shared: boolean;
  /** From now on nothing more fits. `pid`: the process that writes there. */
  fill(pid: number | undefined): void;
  free(pid: number | undefined): void;
  /** Gives the place back, with all that is in it. */
  release(): void;
}

const CHUNKS = [1024 * 1024, 64 * 1024, 4 * 1024];

/**
 * A tmpfs of its own in this mount namespace. Where nothing may be mounted, the size of files is limited instead: the
 * kernel then refuses to let a file grow, which is the nearest thing to a full disk.
 */
export function smallDisk(folder: string, mebibytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0700`, 'tmpfs', folder];
  return process.env.CORELEDGER_SOAK_NAMESPACE === 'own' && spawnSync('mount', options).status === 0
    ? tmpfs(folder, mebibytes)
    : limitedFiles(folder);
}

function tmpfs(folder: string, mebibytes: number): SmallDisk {
  const ballast = join(folder, 'ballast');
  return {
    folder,
    how: `tmpfs of ${mebibytes} MiB`,
    shared: true,
    fill() {
      const file = openSync(ballast, 'a');
      for (const size of CHUNKS) writeUntilFull(file, Buffer.alloc(size));
      closeSync(file);
    },
    free: () => rmSync(ballast, { force: true }),
    release: () => void spawnSync('umount', ['--lazy', folder]),
  };
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function limitedFiles(folder: string): SmallDisk {
  const limit = (pid: number | undefined, bytes: string) =>
    pid !== undefined && spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
  return {
    folder,
    shared: false,
    how: 'limit on the size of files (nothing may be mounted here)',
    fill: (pid) => void limit(pid, String(sizeOf(join(folder, 'coreledger.sqlite-wal')))),
    free: (pid) => void limit(pid, 'unlimited'),
    release: () => undefined,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
