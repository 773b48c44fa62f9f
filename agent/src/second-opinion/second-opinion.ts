import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../host/host.ts';
import { askSysteminformation } from './ask-systeminformation.ts';
import type { Opinion } from './opinion.ts';
import { weighOpinion } from './weigh-opinion.ts';

const DEADLINE_MS = 20_000;

/**
 * Sections with systeminformation's reading beside ours. `in-doubt`: only where our own sources left the processors
 * unknown or in conflict, and of them alone; `always`: of everything it knows. Asked of the local host only. An opinion that
 * does not come in time or fails changes nothing: it was never what a count rests on.
 */
export async function withSecondOpinion(
  host: Host,
  sections: Sections,
  when: 'in-doubt' | 'always',
  ask: (all: boolean) => Promise<Opinion> = askSysteminformation,
): Promise<Sections> {
  if (!host.local || (when === 'in-doubt' && !isInDoubt(sections))) return sections;
  const opinion = await withinDeadline(ask(when === 'always'));
  return opinion === undefined ? sections : weighOpinion(sections, opinion);
}

function isInDoubt({ cpu }: Sections): boolean {
  if (cpu.status !== 'present') return false;
  const { sockets, cores, logicalProcessors } = cpu.value;
  return [sockets, cores, logicalProcessors].includes(null) || cpu.conflicts.length > 0;
}

async function withinDeadline(asked: Promise<Opinion>): Promise<Opinion | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), DEADLINE_MS);
  });
  try {
    return await Promise.race([asked.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
