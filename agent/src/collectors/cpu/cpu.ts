import type { Collector } from '../collector.ts';
import { collectLinuxCpu } from './linux-cpu.ts';

export const cpu: Collector<'cpu'> = {
  section: 'cpu',
  deadlineMs: 15_000,
  async collect(host, soFar) {
    if (host.platform !== 'linux') return { status: 'unavailable', reason: 'no reader for this platform' };
    return collectLinuxCpu(host, soFar);
  },
};
