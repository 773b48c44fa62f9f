import { accessSync, constants, existsSync, statSync } from 'node:fs';
import type { Sections } from '@coreledger/shared/host-report.ts';
import { collectSections } from '../../collectors/collect-sections.ts';
import { readEnrollment } from '../../enrollment/enrollment.ts';
import { readKey } from '../../identity/key-pair.ts';
import { withSecondOpinion } from '../../second-opinion/second-opinion.ts';
import { StateError } from '../../state/open-state.ts';
import { openHost } from '../open-host.ts';
import { openSettings } from '../open-settings.ts';
import type { Program, VerbRun } from '../program.ts';
import { summarizeSection } from '../summarize-section.ts';

export const doctor: VerbRun = async (program, flags) => {
  const host = openHost(flags);
  if (typeof host === 'string') program.err(`coreledger-agent doctor: ${host}\n`);
  const settings = openSettings(program, flags, 'doctor');
  if (settings === null || typeof host === 'string') return 2;

  if (host.local) program.out(privileges(program));
  const sections = await withSecondOpinion(host, await collectSections(host), 'always');
  let whole = true;
  for (const name of Object.keys(sections) as (keyof Sections)[]) {
    const section = sections[name];
    program.out(printable(describeSection(name, section, summarizeSection(name, section))));
    whole &&= section.status === 'present' && section.complete;
  }
  if (!host.local) return whole ? 0 : 1;
  const state = stateLines(settings.stateDirectory, program.platform);
  program.out(state.text);
  return whole && state.usable ? 0 : 1;
};

function privileges({ privileged }: Program): string {
  if (privileged === null) return 'privileges: not known on this platform\n';
  return privileged
    ? 'privileges: root\n'
    : 'privileges: not root: firmware tables, the SSM registration and files of other users cannot be read\n';
}

/** Names of files and what programs say come from others than root: no control character of theirs reaches its terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, '·');
}

function describeSection(name: string, section: Sections[keyof Sections], summary: string | null): string {
  switch (section.status) {
    case 'unavailable':
      return `${name}: unavailable\n    why: ${section.reason}\n`;
    case 'failed':
      return `${name}: failed\n    error: ${section.error}\n`;
    case 'present': {
      const sources = section.sources.map(
        ({ name: source, status, detail }) =>
          `    ${source}: ${status}${detail === null ? '' : ` (${detail})`}\n`,
      );
      const conflicts = section.conflicts.map(
        ({ field, values }) =>
          `    conflict on ${field}: ${values.map(({ source, value }) => `${source} says ${value}`).join(', ')}\n`,
      );
      const found = summary === null ? '' : `: ${summary}`;
      return `${name}: ${section.complete ? 'complete' : 'incomplete'}${found}\n${sources.join('')}${conflicts.join('')}`;
    }
  }
}

function stateLines(directory: string, platform: string): { text: string; usable: boolean } {
  if (!existsSync(directory))
    return { text: `state: ${directory} does not exist yet; enrolling makes it\n`, usable: false };
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    const enrollment = readEnrollment(directory);
    const fault = keyFault(directory, enrollment !== null, platform);
    if (fault !== null) return { text: `state: ${fault}\n`, usable: false };
    const enrolled = enrollment === null ? 'not enrolled' : `enrolled as agent ${enrollment.agentId}`;
    return { text: `state: ${directory}, ${enrolled}\n`, usable: enrollment !== null };
  } catch (error) {
    const why =
      error instanceof StateError
        ? error.message
        : `${directory}: cannot be used (${(error as NodeJS.ErrnoException).code}): it must be writable, and \`run\` started by its owner`;
    return { text: `state: ${why}\n`, usable: false };
  }
}

/** What keeps the key from proving this host; null where nothing does. Throws as `readKey` does. */
function keyFault(directory: string, isEnrolled: boolean, platform: string): string | null {
  const key = readKey(directory);
  if (isEnrolled && key === null)
    return `${directory}: enrolled, but its key is gone. Enrol again with a join token`;
  // Windows has no such bits: what Node shows there is not who may write.
  const othersWrite = platform !== 'win32' && (statSync(directory).mode & 0o022) !== 0;
  return othersWrite
    ? `${directory}: others than its owner may write there, and could put a key of theirs in place: chmod 700 ${directory}`
    : null;
}
