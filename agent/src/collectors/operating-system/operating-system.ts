import type { Collector } from '../collector.ts';
import { collectLinuxOperatingSystem } from './linux-operating-system.ts';
import { collectWindowsOperatingSystem } from './windows-operating-system.ts';

export const operatingSystem: Collector<'operatingSystem'> = {
  section: 'operatingSystem',
  deadlineMs: 30_000,
  async collect(host) {
    if (host.platform === 'win32') return collectWindowsOperatingSystem(host);
    return collectLinuxOperatingSystem(host);
  },
};
