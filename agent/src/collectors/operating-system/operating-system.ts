import type { Collector } from '../collector.ts';
import { collectLinuxOperatingSystem } from './linux-operating-system.ts';

export const operatingSystem: Collector<'operatingSystem'> = {
  section: 'operatingSystem',
  deadlineMs: 5_000,
  async collect(host) {
    if (host.platform !== 'linux') return { status: 'unavailable', reason: 'no reader for this platform' };
    return collectLinuxOperatingSystem(host);
  },
};
