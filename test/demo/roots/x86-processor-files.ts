import type { DemoProcessors } from './demo-host.ts';

type X86 = Extract<DemoProcessors, { kind: 'x86' }>;

const FOLDER = '/sys/devices/system/cpu';

/** sysfs topology, cpuinfo and dmidecode's type 4 of an x86 machine, as a Linux kernel numbers them: all first threads first. */
export function x86ProcessorFiles(processors: X86): Record<string, string> {
  const logical = logicalProcessors(processors);
  const last = logical.length - 1;
  const files: Record<string, string> = {
    [`${FOLDER}/online`]: `0-${last}\n`,
    [`${FOLDER}/present`]: `0-${last}\n`,
    [`${FOLDER}/possible`]: `0-${last}\n`,
    [`${FOLDER}/offline`]: '\n',
    [`${FOLDER}/smt/control`]: processors.threadsPerCore === 2 ? 'on\n' : 'off\n',
    '/proc/cpuinfo': logical.map((one) => cpuinfoBlock(one, processors)).join('\n'),
  };
  for (const { cpu, socket, core, threads } of logical) {
    const topology = `${FOLDER}/cpu${cpu}/topology`;
    files[`${topology}/physical_package_id`] = `${socket}\n`;
    files[`${topology}/die_id`] = '0\n';
    files[`${topology}/core_id`] = `${core}\n`;
    files[`${topology}/core_cpus_list`] = `${threads.join(',')}\n`;
    files[`${topology}/thread_siblings_list`] = `${threads.join(',')}\n`;
  }
  return files;
}

interface LogicalProcessor {
  readonly cpu: number;
  readonly socket: number;
  readonly core: number;
  readonly threads: readonly number[];
}

function logicalProcessors({ socketCores, threadsPerCore }: X86): LogicalProcessor[] {
  const cores = socketCores.flatMap((count, socket) =>
    Array.from({ length: count }, (_, core) => ({ socket, core })),
  );
  return Array.from({ length: threadsPerCore }, (_, thread) =>
    cores.map(({ socket, core }, index) => ({
      cpu: thread * cores.length + index,
      socket,
      core,
      threads: Array.from({ length: threadsPerCore }, (__, other) => other * cores.length + index),
    })),
  ).flat();
}

function cpuinfoBlock({ cpu, socket, core }: LogicalProcessor, processors: X86): string {
  const cores = processors.socketCores[socket] ?? 0;
  const flags = ['fpu', 'vme', 'sse2', 'ht', 'lm', ...(processors.hypervisorBit ? ['hypervisor'] : [])];
  return `${[
    `processor\t: ${cpu}`,
    `vendor_id\t: ${processors.vendor}`,
    `cpu family\t: ${processors.vendor === 'GenuineIntel' ? 6 : 25}`,
    `model name\t: ${processors.model}`,
    `physical id\t: ${socket}`,
    `siblings\t: ${cores * processors.threadsPerCore}`,
    `core id\t\t: ${core}`,
    `cpu cores\t: ${cores}`,
    `flags\t\t: ${flags.join(' ')}`,
  ].join('\n')}\n`;
}

/** What `dmidecode -t 4` prints of the board's sockets. */
export function dmidecodeProcessors(processors: X86): string {
  const populated = processors.socketCores.map((cores, index) =>
    [
      `\tSocket Designation: CPU${index + 1}`,
      '\tType: Central Processor',
      `\tVersion: ${processors.model}`,
      '\tStatus: Populated, Enabled',
      `\tCore Count: ${cores}`,
      `\tCore Enabled: ${cores}`,
      `\tThread Count: ${cores * 2}`,
    ].join('\n'),
  );
  const empty = Array.from({ length: processors.emptySockets ?? 0 }, (_, index) =>
    [
      `\tSocket Designation: CPU${populated.length + index + 1}`,
      '\tType: Central Processor',
      '\tStatus: Unpopulated',
    ].join('\n'),
  );
  return [...populated, ...empty]
    .map(
      (block, index) =>
        `Handle 0x${(0x40 + index).toString(16).padStart(4, '0').toUpperCase()}, DMI type 4, 48 bytes\nProcessor Information\n${block}\n`,
    )
    .join('\n');
}
