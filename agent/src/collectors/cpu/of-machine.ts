import type { Cpu } from '@coreledger/shared/cpu.ts';
import type { FirmwareProcessor } from '@coreledger/shared/firmware.ts';
import { enabledOf } from './firmware-counts.ts';

/**
 * Xen's control domain runs on a few virtual processors of a machine that it sees whole through SMBIOS. Sockets and cores are
 * then the firmware's, where it knows all of them; what the domain itself runs on stays in the readings.
 */
export function ofMachine(domain: Cpu, processors: readonly FirmwareProcessor[]): Cpu {
  const running = processors.filter(
    ({ status }) => status !== 'unpopulated' && !status.startsWith('disabled'),
  );
  const cores = running.map(enabledOf).filter((count) => count !== null);
  if (running.length === 0 || cores.length < running.length) return domain;
  return {
    ...domain,
    sockets: running.length,
    cores: cores.reduce((sum, count) => sum + count, 0),
    socketCores: cores.sort((a, b) => b - a),
    smt: null,
    virtual: false,
    sources: ['smbios'],
  };
}
