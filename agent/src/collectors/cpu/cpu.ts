import type { Collector } from '../collector.ts';
import { collectLinuxCpu } from './linux-cpu.ts';
import { collectWindowsCpu } from './windows-cpu.ts';

export const cpu: Collector<'cpu'> = {
  section: 'cpu',
  deadlineMs: 60_000,
  async collect(host, soFar) {
    if (host.platform === 'win32') return collectWindowsCpu(host, soFar);
    return collectLinuxCpu(host, soFar);
  },
};
