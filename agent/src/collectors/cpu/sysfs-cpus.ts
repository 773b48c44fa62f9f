import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { parseCpuList } from './cpu-list.ts';
import { CPU_FOLDER } from './sysfs-topology.ts';

/** Which logical processors there are. Null is unknown. */
export interface CpuSets {
  readonly online: readonly number[];
  readonly present: number | null;
  readonly offline: number | null;
  readonly smtControl: string | null;
}

/**
 * Read from the kernel's lists, which neither a cgroup nor an affinity mask shortens. Undefined where sysfs does not list
 * processors. Throws where a list is there and cannot be read: folders alone must not stand for it then.
 */
export function readCpuSets(host: Host): CpuSets | undefined {
  const online = readList(host, 'online') ?? onlineFolders(host);
  if (online === undefined || online.length === 0) return undefined;
  const present = readList(host, 'present');
  return {
    online,
    present: present?.length ?? null,
    offline: present === undefined ? null : offlineOf(present, online),
    smtControl: fieldReader(host, 'sysfs').text(`${CPU_FOLDER}/smt/control`),
  };
}

function readList(host: Host, file: string): number[] | undefined {
  const path = `${CPU_FOLDER}/${file}`;
  if (host.kind(path) === 'absent') return undefined;
  const cpus = parseCpuList(host.readText(path, 65_536));
  if (cpus === undefined) throw new Error(`${path}: not a list of processors`);
  return cpus;
}

/** The kernel's `offline` file also lists processors that could be added one day; those present and not online count here. */
function offlineOf(present: readonly number[], online: readonly number[]): number {
  const running = new Set(online);
  return present.filter((cpu) => !running.has(cpu)).length;
}

/** Without the list (kernels before 2.6.26): processors whose own `online` file is not 0 and that have a topology. */
function onlineFolders(host: Host): number[] | undefined {
  const reader = fieldReader(host, 'sysfs');
  const cpus = reader
    .list(CPU_FOLDER)
    .flatMap((name) => /^cpu(\d{1,5})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const online = cpus.filter(
    (cpu) =>
      reader.text(`${CPU_FOLDER}/cpu${cpu}/online`) !== '0' &&
      host.kind(`${CPU_FOLDER}/cpu${cpu}/topology`) === 'directory',
  );
  return online.length === 0 ? undefined : online;
}
