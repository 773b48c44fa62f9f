import type { Host } from '../../host/host.ts';
import { decimal } from '../text.ts';
import type { CpuCounts } from './cpu-counts.ts';

/**
 * lscpu's summary. It divides the processors by the sockets and drops the rest, and makes up sockets where the kernel knows
 * none, so its counts are taken only where sockets × cores × threads come out at the online processors.
 */
export function parseLscpu(text: string): CpuCounts | undefined {
  const field = (name: string) =>
    decimal(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name}:`))
        ?.slice(name.length + 1),
    );
  const logicalProcessors = field('CPU(s)');
  if (logicalProcessors === null) return undefined;
  const sockets = field('Socket(s)');
  const coresPerSocket = field('Core(s) per socket');
  const threadsPerCore = field('Thread(s) per core');
  const unknown = { sockets: null, cores: null, logicalProcessors, socketCores: null, smt: null };
  if (sockets === null || coresPerSocket === null || threadsPerCore === null) return unknown;
  const cores = sockets * coresPerSocket;
  if (cores * threadsPerCore !== logicalProcessors) return unknown;
  const socketCores = Array.from({ length: Math.min(sockets, 4096) }, () => coresPerSocket);
  return { sockets, cores, logicalProcessors, socketCores, smt: threadsPerCore > 1 };
}

export async function readLscpu(host: Host): Promise<CpuCounts | undefined> {
  const text = await host.run({
    paths: ['/usr/bin/lscpu'],
    args: [],
    capture: 'lscpu.txt',
    timeoutMs: 5_000,
  });
  return parseLscpu(text);
}
