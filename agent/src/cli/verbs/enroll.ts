import { readFileSync } from 'node:fs';
import { enrollHost } from '../../enrollment/enroll-host.ts';
import { readEnrollment, saveEnrollment } from '../../enrollment/enrollment.ts';
import { parseJoinToken } from '../../enrollment/parse-join-token.ts';
import { type AgentKey, createKey, readKey } from '../../identity/key-pair.ts';
import { buildContent } from '../../report/build-content.ts';
import { rechain } from '../../spool/rechain.ts';
import { openState } from '../../state/open-state.ts';
import { openHost } from '../open-host.ts';
import { openSettings, routeOf } from '../open-settings.ts';
import type { Flags, Program, VerbRun } from '../program.ts';
import { withRunLock } from '../with-run-lock.ts';

export const enroll: VerbRun = async (program, flags, [positional]) => {
  const settings = openSettings(program, flags, 'enroll');
  const host = openHost(flags);
  const text = await tokenText(program, flags, positional);
  const parsed = text.fault === null ? parseJoinToken(text.token) : { token: null, fault: text.fault };
  const faults = [typeof host === 'string' ? host : null, parsed.fault].filter((fault) => fault !== null);
  for (const fault of faults) program.err(`coreledger-agent enroll: ${fault}\n`);
  if (settings === null || typeof host === 'string' || parsed.token === null) return 2;
  const directory = settings.stateDirectory;
  return withRunLock(program, 'enroll', directory, async () => {
    const now = new Date(program.now()).toISOString();
    const { identity } = await buildContent(host, program);
    const key = readKey(directory) ?? createKey(directory);
    const urls = settings.urls ?? parsed.token.urls;
    const outcome = await enrollHost(parsed.token, urls, key, identity, routeOf(settings, program), now);
    if (outcome.kind === 'failed') {
      program.err(`coreledger-agent enroll: ${outcome.why}\n`);
      return 1;
    }
    const { agentId, status } = outcome.enrollment;
    const before = readEnrollmentOrNull(directory);
    saveEnrollment(directory, outcome.enrollment);
    if (before !== null && before.agentId !== agentId) signWaitingAnew(directory, key, agentId, now);
    program.out(`${before?.agentId === agentId ? 'already enrolled' : 'enrolled'} as agent ${agentId}\n`);
    if (status === 'pending')
      program.out(
        'pending: it looks like a host that is known already; it counts by itself until an operator decides\n',
      );
    return 0;
  });
};

/** Reports that wait for delivery speak for the new agent from now on. */
function signWaitingAnew(directory: string, key: AgentKey, agentId: string, now: string): void {
  const db = openState(directory, now);
  try {
    rechain(db, key, agentId);
  } finally {
    db.close();
  }
}

/** A damaged enrolment is no obstacle to enrolling. */
function readEnrollmentOrNull(directory: string) {
  try {
    return readEnrollment(directory);
  } catch {
    return null;
  }
}

async function tokenText(
  program: Program,
  flags: Flags,
  positional: string | undefined,
): Promise<{ token: string; fault: null } | { token: null; fault: string }> {
  const file = flags['token-file'];
  const given = positional ?? program.env.CORELEDGER_JOIN_TOKEN;
  if (typeof file !== 'string') {
    if (given !== undefined && given !== '') return { token: given, fault: null };
    return {
      token: null,
      fault: 'no join token: give it as argument, by --token-file FILE, or in CORELEDGER_JOIN_TOKEN',
    };
  }
  if (positional !== undefined)
    return { token: null, fault: 'give the join token once: as argument or by --token-file' };
  try {
    return { token: file === '-' ? await program.readInput() : readFileSync(file, 'utf8'), fault: null };
  } catch (error) {
    return { token: null, fault: `${file}: cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
