import { AGENT_VERSION } from '../../agent-version.ts';
import type { VerbRun } from '../program.ts';

export const version: VerbRun = async (program) => {
  program.out(`coreledger-agent ${AGENT_VERSION} (${program.platform}-${program.architecture})\n`);
  return 0;
};
