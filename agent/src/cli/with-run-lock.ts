import { StateError } from '../state/open-state.ts';
import { takeRunLock } from '../state/run-lock.ts';
import type { ExitCode, Program } from './program.ts';

/** Work that changes the state folder: one at a time, with its faults told as `reportStateFaults` does. */
export function withRunLock(
  program: Program,
  verb: string,
  directory: string,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  return reportStateFaults(program, verb, async () => {
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
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (error instanceof StateError) program.err(`coreledger-agent ${verb}: ${error.message}\n`);
    else if (path !== undefined && code !== undefined)
      program.err(
        `coreledger-agent ${verb}: ${path}: ${code}. Run as root, or choose a folder with --state\n`,
      );
    else throw error;
    return 1;
  }
}
