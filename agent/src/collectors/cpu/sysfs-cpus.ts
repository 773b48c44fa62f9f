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
 * processors. Throws HostReadError.
 */
export function readCpuSets(host: Host): CpuSets | undefined {
  const reader = fieldReader(host, 'sysfs');
  const listed = (file: string) => parseCpuList(reader.text(`${CPU_FOLDER}/${file}`) ?? '-');
  const online = listed('online') ?? onlineFolders(host);
  if (online === undefined || online.length === 0) return undefined;
  const present = listed('present');
  return {
    online,
    present: present?.length ?? null,
    offline: present === undefined ? null : offlineOf(present, online),
    smtControl: reader.text(`${CPU_FOLDER}/smt/control`),
  };
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
