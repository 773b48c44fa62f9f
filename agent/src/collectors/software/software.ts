import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { Host } from '../../host/host.ts';
import type { Collector } from '../collector.ts';
import { present, unavailableReason } from '../outcome.ts';
import { readLinuxPackages } from './linux-packages.ts';
import type { SoftwareSource } from './software-source.ts';
import { sortSoftware } from './sort-software.ts';
import { readWindowsUninstall } from './windows-uninstall.ts';

const MAX_ITEMS = 50_000;

/** Readers of each platform; one reads one source, or several of one kind. */
const READERS: Readonly<
  Record<Host['platform'], readonly ((host: Host) => Promise<readonly SoftwareSource[]>)[]>
> = {
  linux: [readLinuxPackages],
  win32: [readWindowsUninstall],
};

export const software: Collector<'software'> = {
  section: 'software',
  deadlineMs: 120_000,
  async collect(host) {
    const sources: SoftwareSource[] = [];
    for (const read of READERS[host.platform]) sources.push(...(await read(host)));
    const outcomes = sources.map(({ outcome }) => outcome);
    const found = sources.flatMap((source) => source.items);
    if (found.length === 0 && !outcomes.some(({ status }) => status === 'read')) {
      const reason = unavailableReason(outcomes, 'no known package database here');
      return outcomes.some(({ status }) => status === 'failed')
        ? { status: 'failed', error: reason }
        : { status: 'unavailable', reason };
    }
    const items = sortSoftware(found);
    if (items.length <= MAX_ITEMS) return present(items, outcomes);
    const cut: SourceOutcome = {
      name: 'limit',
      status: 'unavailable',
      detail: `${items.length} rows, of which ${MAX_ITEMS} are sent`,
    };
    return present(items.slice(0, MAX_ITEMS), [...outcomes, cut]);
  },
};
