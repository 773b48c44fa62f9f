import type { Host } from '../../host/host.ts';
import { parseCpuList, parseCpuMask } from './cpu-list.ts';

export const CPU_FOLDER = '/sys/devices/system/cpu';

/** What the kernel says of one logical processor. */
export interface CpuTopology {
  readonly cpu: number;
  /** Null where the kernel does not know it (-1). */
  readonly packageId: number | null;
  /** Book and drawer of IBM Z: package numbers repeat in each. */
  readonly enclosure: string;
  /** Die and core numbers are read only where package or threads are not enough. */
  readonly dieId: number | null;
  /** Since kernel 5.16; read on demand: on x86 it is but the cores that share a level 2 cache. */
  readonly clusterId: number | null;
  readonly coreId: number | null;
  /** Logical processors of the same core, itself among them; null where the kernel gives no believable set. */
  readonly threads: readonly number[] | null;
}

/** Topology folders exist for online processors; some captures and old kernels keep them for others. */
export function readTopology(
  host: Host,
  cpus: readonly number[],
  options: { clusters: boolean },
): CpuTopology[] {
  const threadSets = new Map<number, readonly number[]>();
  const first = cpus.find((cpu) => host.kind(`${CPU_FOLDER}/cpu${cpu}/topology`) === 'directory');
  const exists = (file: string) => host.kind(`${CPU_FOLDER}/cpu${first}/topology/${file}`) === 'file';
  const threadFile = ['core_cpus_list', 'thread_siblings_list', 'thread_siblings'].find(exists);
  const [hasBook, hasDrawer] = [exists('book_id'), exists('drawer_id')];
  const hasDie = threadFile === undefined && exists('die_id');
  const hasCluster = options.clusters && exists('cluster_id');

  return cpus.flatMap((cpu) => {
    const read = (file: string) => textOrNull(host, `${CPU_FOLDER}/cpu${cpu}/topology/${file}`);
    const packageText = read('physical_package_id');
    if (packageText === null) return [];
    if (threadFile !== undefined && !threadSets.has(cpu)) {
      rememberSet(threadSets, cpu, setOf(threadFile, read(threadFile)));
    }
    const packageId = knownId(packageText);
    return {
      cpu,
      packageId,
      enclosure: `${hasDrawer ? read('drawer_id') : ''}/${hasBook ? read('book_id') : ''}`,
      dieId: hasDie ? knownId(read('die_id')) : null,
      clusterId: hasCluster ? knownId(read('cluster_id')) : null,
      coreId: threadFile === undefined || packageId === null ? knownId(read('core_id')) : null,
      threads: threadSets.get(cpu) ?? null,
    };
  });
}

/** One reading serves every member: the kernel gives each of a core's threads the same set. */
function rememberSet(sets: Map<number, readonly number[]>, cpu: number, set: number[] | undefined): void {
  if (!set?.includes(cpu)) return;
  for (const member of set) if (!sets.has(member)) sets.set(member, set);
}

/** Kernels before 2.6.28 give a mask alone. */
function setOf(file: string, text: string | null): number[] | undefined {
  if (text === null) return undefined;
  return file.endsWith('_list') ? parseCpuList(text) : parseCpuMask(text);
}

function knownId(text: string | null): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,10}$/.test(trimmed) ? Number(trimmed) : null;
}

function textOrNull(host: Host, path: string): string | null {
  try {
    return host.readText(path, 65_536);
  } catch {
    return null;
  }
}
