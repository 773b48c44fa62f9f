import { readEnrollment } from '../../enrollment/enrollment.ts';
import { rotateKey } from '../../enrollment/rotate-key.ts';
import { openSettings, routeOf } from '../open-settings.ts';
import type { VerbRun } from '../program.ts';
import { withRunLock } from '../with-run-lock.ts';

export const rotateKeyVerb: VerbRun = async (program, flags) => {
  const settings = openSettings(program, flags, 'rotate-key');
  if (settings === null) return 2;
  const directory = settings.stateDirectory;
  return withRunLock(program, 'rotate-key', directory, async () => {
    const enrollment = readEnrollment(directory);
    if (enrollment === null) {
      program.err('coreledger-agent rotate-key: this host is not enrolled: nothing to rotate\n');
      return 1;
    }
    const now = new Date(program.now()).toISOString();
    const urls = settings.urls ?? enrollment.urls;
    const rotation = await rotateKey(directory, enrollment, routeOf(settings, program), urls, now);
    if (rotation.kind === 'failed') {
      program.err(`coreledger-agent rotate-key: the old key stays in use. ${rotation.why}\n`);
      return 1;
    }
    program.out(`the host key is now ${rotation.keyId}\n`);
    return 0;
  });
};
