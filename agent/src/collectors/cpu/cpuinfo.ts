import { boundedText } from '../text.ts';
import { armImplementer } from './arm-implementer.ts';
import type { CpuCounts } from './cpu-counts.ts';
import { cpuinfoArchitecture } from './cpuinfo-architecture.ts';
import { countCpuinfo } from './cpuinfo-counts.ts';
import { cpuinfoField } from './cpuinfo-field.ts';

/** What `/proc/cpuinfo` says; its format is every architecture's own. */
export interface Cpuinfo {
  readonly architecture: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly counts: CpuCounts;
  /** An ARM kernel that names its board or chip runs on a system on chip: its "packages" are clusters of that chip. */
  readonly systemOnChip: boolean;
  /**
   * On AMD family 15h the kernel takes a module of two integer cores for one core with two threads; the vendor, the firmware
   * and licences count both. Their count of cores, null on any other processor.
   */
  readonly integerCores: number | null;
}

export function parseCpuinfo(text: string): Cpuinfo {
  const architecture = cpuinfoArchitecture(text);
  const isArm = architecture === 'aarch64' || architecture?.startsWith('arm') === true;
  const implementer = cpuinfoField(text, 'CPU implementer');
  const counts = countCpuinfo(text, architecture);
  return {
    architecture,
    vendor: boundedText(
      cpuinfoField(text, 'vendor_id') ?? cpuinfoField(text, 'vendor') ?? armImplementer(implementer),
      128,
    ),
    model: boundedText(modelOf(text, architecture), 256),
    counts,
    systemOnChip: isArm && cpuinfoField(text, 'Hardware') !== null,
    integerCores: isFamily15h(text) ? counts.logicalProcessors : null,
  };
}

function isFamily15h(text: string): boolean {
  return cpuinfoField(text, 'vendor_id') === 'AuthenticAMD' && cpuinfoField(text, 'cpu family') === '21';
}

function modelOf(text: string, architecture: string | null): string | null {
  if (architecture === 's390x') {
    const machine = /\bmachine = (\d{4})\b/.exec(text)?.[1];
    return machine === undefined ? null : `IBM machine type ${machine}`;
  }
  return (
    cpuinfoField(text, 'model name') ??
    cpuinfoField(text, 'cpu model') ??
    (architecture === 'riscv64' ? cpuinfoField(text, 'uarch') : null) ??
    cpuinfoField(text, 'cpu') ??
    (architecture === 'ia64' ? cpuinfoField(text, 'family') : null)
  );
}
