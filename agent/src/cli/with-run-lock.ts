import { join } from 'node:path';
import { STATE_FILE, StateError } from '../state/open-state.ts';
import { takeRunLock } from '../state/run-lock.ts';
import { isCorrupt, isFull } from '../state/sqlite-fault.ts';
import type { ExitCode, Program } from './program.ts';

/** Work that changes the state folder: one at a time, with its faults told as `reportStateFaults` does. */
export function withRunLock(
  program: Program,
  verb: string,
  directory: string,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  return reportStateFaults(program, verb, directory, async () => {
    const lock = takeRunLock(directory);
    if (lock === null) {
      program.err(
        `coreledger-agent ${verb}: a run is under way on ${directory}; try again when it has ended\n`,
      );
      return 1;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  });
}

/** What an operator can put right in the state folder is a message and exit code 1, not a stack. */
export async function reportStateFaults(
  program: Program,
  verb: string,
  directory: string,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const fault = faultIn(directory, error);
    if (fault === null) throw error;
    program.err(`coreledger-agent ${verb}: ${fault}\n`);
    return 1;
  }
}

/** null: not a fault of the state folder. */
function faultIn(directory: string, error: unknown): string | null {
  if (error instanceof StateError) return error.message;
  const { code, path, errcode, message } = error as NodeJS.ErrnoException & { readonly errcode?: number };
  if (isFull(error) || code === 'ENOSPC' || code === 'EDQUOT')
    return `${directory}: no room is left on its disk. Make some: what was kept there before is still there`;
  if (path !== undefined && code !== undefined)
    return `${path}: ${code}. Run as root, or choose a folder with --state`;
  if (errcode === undefined) return null;
  const help = isCorrupt(error) ? '. The next run sets it aside and begins a new one' : '';
  return `${join(directory, STATE_FILE)}: ${message}${help}`;
}
