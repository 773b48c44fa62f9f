import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ENROLLMENT_FILE } from '../../enrollment/enrollment.ts';
import { KEY_FILE, NEXT_KEY_FILE } from '../../identity/key-pair.ts';
import { STATE_FILE } from '../../state/open-state.ts';
import { agentStatus } from '../../status.ts';
import { openSettings } from '../open-settings.ts';
import type { VerbRun } from '../program.ts';
import { withRunLock } from '../with-run-lock.ts';

/** The enrolment goes first: after a crash on the way the host is not enrolled, with left-overs that enrolling reuses. */
const FILES = [ENROLLMENT_FILE, STATE_FILE, KEY_FILE, NEXT_KEY_FILE];
/** What a write that was interrupted leaves: a key, too. */
const UNFINISHED = FILES.map((file) => `${file}.new`);

export const unenroll: VerbRun = async (program, flags) => {
  const settings = openSettings(program, flags, 'unenroll');
  if (settings === null) return 2;
  const directory = settings.stateDirectory;
  return withRunLock(program, 'unenroll', directory, async () => {
    const { enrollment, spool } = agentStatus(directory);
    if (spool.messages > 0 && flags.force !== true) {
      program.err(
        `coreledger-agent unenroll: ${spool.messages} undelivered in the spool would be lost. Deliver with \`coreledger-agent run\`, or add --force\n`,
      );
      return 1;
    }
    for (const file of [...FILES, ...UNFINISHED]) rmSync(join(directory, file), { force: true });
    for (const file of readdirSync(directory))
      if (file.startsWith(`${STATE_FILE}.`) || file.startsWith(`${STATE_FILE}-`))
        rmSync(join(directory, file), { force: true });
    program.out(
      enrollment === null
        ? 'this host was not enrolled\n'
        : `no longer enrolled (was agent ${enrollment.agentId}). The collector keeps counting this host until an operator retires it\n`,
    );
    return 0;
  });
};
