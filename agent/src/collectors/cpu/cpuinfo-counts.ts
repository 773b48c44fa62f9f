import { decimal } from '../text.ts';
import { type CpuCounts, SINGLE_PROCESSOR } from './cpu-counts.ts';
import { cpuinfoField } from './cpuinfo-field.ts';

interface Package {
  entries: number;
  readonly coreIds: Set<number>;
  cpuCores: number | null;
  siblings: number | null;
}

/**
 * Counts from cpuinfo. Only x86 and Itanium say which package a processor is in; elsewhere the processors are counted and
 * the rest is unknown.
 */
export function countCpuinfo(text: string, architecture: string | null): CpuCounts {
  const logicalProcessors = logicalIn(text);
  const unknown = { sockets: null, cores: null, logicalProcessors, socketCores: null, smt: null };
  if (logicalProcessors === null) return unknown;
  if (logicalProcessors === 1) return SINGLE_PROCESSOR;
  if (architecture !== 'x86_64' && architecture !== 'i686' && architecture !== 'ia64') return unknown;

  const packages = packagesIn(text);
  const placed = [...packages.values()].reduce((sum, { entries }) => sum + entries, 0);
  if (placed !== logicalProcessors) return unknown;
  const perPackage = [...packages.values()].map(coresOf);
  if (perPackage.some((cores) => cores === null)) return { ...unknown, sockets: packages.size };
  const socketCores = perPackage.map(Number).sort((a, b) => b - a);
  const cores = socketCores.reduce((sum, count) => sum + count, 0);
  return { sockets: packages.size, cores, logicalProcessors, socketCores, smt: cores < logicalProcessors };
}

/** Numbered processors; else what s390, SPARC and Alpha say in a line; else the one that a uniprocessor kernel describes. */
function logicalIn(text: string): number | null {
  const numbered = text.match(/^processor[ \t]*:[ \t]*\d+[ \t]*$/gm)?.length ?? 0;
  if (numbered > 0) return numbered;
  for (const name of ['# processors', 'ncpus active', 'cpus active', 'cpus detected']) {
    const count = decimal(cpuinfoField(text, name)?.split(/\s/)[0]);
    if (count !== null && count > 0) return count;
  }
  return /^(Processor|cpu|cpu model)[ \t]*:[ \t]*\D/m.test(text) ? 1 : null;
}

function packagesIn(text: string): Map<string, Package> {
  const packages = new Map<string, Package>();
  for (const paragraph of text.split(/^(?=processor[ \t]*:)/m)) {
    const number = (name: string) =>
      decimal(new RegExp(`^${name}[ \\t]*:[ \\t]*(\\d+)`, 'm').exec(paragraph)?.[1]);
    const id = number('physical id');
    if (id === null) continue;
    const known = packages.get(`${id}`) ?? { entries: 0, coreIds: new Set(), cpuCores: null, siblings: null };
    known.entries += 1;
    known.cpuCores = number('cpu cores');
    known.siblings = number('siblings');
    const coreId = number('core id');
    if (coreId !== null) known.coreIds.add(coreId);
    packages.set(`${id}`, known);
  }
  return packages;
}

/**
 * The kernel's own count of a package's cores, where the text lists the whole package: core numbers repeat in packages of
 * several dies. Otherwise the distinct core numbers.
 */
function coresOf({ entries, coreIds, cpuCores, siblings }: Package): number | null {
  if (cpuCores !== null && cpuCores >= 1 && siblings === entries && cpuCores <= entries) return cpuCores;
  return coreIds.size > 0 ? coreIds.size : null;
}
