import type { Collector } from '../collector.ts';
import { collectLinuxVirtualization } from './linux-virtualization.ts';
import { collectWindowsVirtualization } from './windows-virtualization.ts';

export const virtualization: Collector<'virtualization'> = {
  section: 'virtualization',
  deadlineMs: 90_000,
  async collect(host, soFar) {
    if (host.platform === 'win32') return collectWindowsVirtualization(host, soFar);
    return collectLinuxVirtualization(host, soFar);
  },
};
