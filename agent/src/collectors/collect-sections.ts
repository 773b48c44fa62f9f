import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../host/host.ts';
import type { Collector } from './collector.ts';
import { COLLECTORS } from './registry.ts';

/**
 * Runs every collector in turn. The result has every section: one without a collector is unavailable, and a collector that
 * throws or does not answer within its deadline leaves a failed one. It never rejects.
 */
export async function collectSections(
  host: Host,
  collectors: readonly Collector[] = COLLECTORS,
): Promise<Sections> {
  const sections = uncollected();
  const done: Partial<Sections> = {};
  for (const collector of collectors) {
    const outcome = await collectOne(collector, host, done);
    Object.assign(sections, { [collector.section]: outcome });
    Object.assign(done, { [collector.section]: outcome });
  }
  return sections;
}

async function collectOne(
  collector: Collector,
  host: Host,
  soFar: Partial<Sections>,
): Promise<Sections[SectionName]> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Sections[SectionName]>((resolve) => {
    const error = `deadline: no answer within ${collector.deadlineMs} ms`;
    timer = setTimeout(() => resolve({ status: 'failed', error }), collector.deadlineMs);
  });
  try {
    return await Promise.race([collector.collect(host, soFar), deadline]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'failed', error: message.slice(0, 1024).toWellFormed() };
  } finally {
    clearTimeout(timer);
  }
}

function uncollected(): Sections {
  const none = () => ({
    status: 'unavailable' as const,
    reason: 'no collector for this section on this platform',
  });
  return {
    cpu: none(),
    memory: none(),
    operatingSystem: none(),
    virtualization: none(),
    firmware: none(),
    network: none(),
    ssmRegistration: none(),
    software: none(),
    editions: none(),
  };
}
