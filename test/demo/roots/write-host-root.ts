import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DemoHost, DemoProcessors } from './demo-host.ts';
import { dpkgStatus } from './dpkg-status.ts';
import { dmidecodeSystem, firmwareFiles } from './firmware-files.ts';
import { dmidecodeProcessors, x86ProcessorFiles } from './x86-processor-files.ts';

export interface HostRoot {
  /** Folder that stands for `/`. */
  readonly root: string;
  /** Folder with the output of commands that an agent would run there. */
  readonly commands: string;
}

/** Lays out one described machine below `folder`. */
export async function writeHostRoot(host: DemoHost, folder: string): Promise<HostRoot> {
  const root = join(folder, host.name, 'root');
  const commands = join(folder, host.name, 'commands');
  await mkdir(commands, { recursive: true });
  for (const [path, content] of Object.entries(rootFiles(host))) await write(join(root, path), content);
  for (const [name, content] of Object.entries(commandOutputs(host)))
    await write(join(commands, name), content);
  return { root, commands };
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function rootFiles(host: DemoHost): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {
    '/etc/hostname': `${host.name}\n`,
    '/etc/hosts': `127.0.0.1 localhost\n127.0.1.1 ${host.name}.${host.domain} ${host.name}\n`,
    '/etc/machine-id': `${host.machineId}\n`,
    '/etc/os-release': `${Object.entries(host.osRelease)
      .map(([key, value]) => `${key}="${value}"`)
      .join('\n')}\n`,
    '/proc/sys/kernel/osrelease': `${host.kernel}\n`,
    '/proc/sys/kernel/hostname': `${host.name}\n`,
    '/proc/meminfo': `MemTotal:       ${host.memoryGiB * 1024 * 1024} kB\nMemFree:         1048576 kB\n`,
    ...(host.firmware === undefined ? {} : firmwareFiles(host.firmware)),
    ...processorFiles(host.processors),
    ...host.files,
  };
  for (const [index, mac] of host.macs.entries()) {
    files[`/sys/class/net/eth${index}/address`] = `${mac}\n`;
    files[`/sys/class/net/eth${index}/addr_assign_type`] = '0\n';
  }
  if (host.packages !== undefined) files['/var/lib/dpkg/status'] = dpkgStatus(host.packages);
  if (host.ssm !== undefined) {
    const { managedInstanceId, region } = host.ssm;
    files['/var/lib/amazon/ssm/registration'] = JSON.stringify({
      ManagedInstanceID: managedInstanceId,
      Region: region,
    });
  }
  return files;
}

function processorFiles(processors: DemoProcessors): Record<string, string> {
  if (processors.kind === 'x86') return x86ProcessorFiles(processors);
  const last = processors.logicalProcessors - 1;
  const blocks = Array.from(
    { length: processors.logicalProcessors },
    (_, cpu) => `processor\t: ${cpu}\nBogoMIPS\t: 50.00\nCPU implementer\t: 0xc0\nCPU architecture: 8\n`,
  );
  return {
    '/sys/devices/system/cpu/online': `0-${last}\n`,
    '/sys/devices/system/cpu/present': `0-${last}\n`,
    '/proc/cpuinfo': blocks.join('\n'),
  };
}

function commandOutputs(host: DemoHost): Record<string, string> {
  if (host.firmware === undefined) return {};
  const processors = host.processors.kind === 'x86' ? `\n${dmidecodeProcessors(host.processors)}` : '';
  return { 'dmidecode.txt': `${dmidecodeSystem(host.firmware)}${processors}` };
}
