import type { Collector } from '../collector.ts';
import { collectLinuxVirtualization } from './linux-virtualization.ts';

export const virtualization: Collector<'virtualization'> = {
  section: 'virtualization',
  deadlineMs: 20_000,
  async collect(host, soFar) {
    if (host.platform !== 'linux') return { status: 'unavailable', reason: 'no reader for this platform' };
    return collectLinuxVirtualization(host, soFar);
  },
};
