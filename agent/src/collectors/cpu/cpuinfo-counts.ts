import { decimal } from '../text.ts';
import { type CpuCounts, SINGLE_PROCESSOR } from './cpu-counts.ts';
import { cpuinfoField } from './cpuinfo-field.ts';

interface Package {
  entries: number;
  readonly coreIds: Set<number>;
  cpuCores: number | null;
  siblings: number | null;
}

/** Fields in the order of a processor's paragraph; on Itanium siblings come before the physical id. */
const PLACEMENT = /^(processor|physical id|siblings|core id|cpu cores)[ \t]*:[ \t]*(\d{1,6})[ \t]*$/gm;

/** Architectures whose cpuinfo says which package a processor is in: x86 and Itanium. */
const PLACED: ReadonlySet<string> = new Set(['x86_64', 'i686', 'ia64']);

/**
 * Counts from cpuinfo. Where it does not place processors they are counted and the rest is unknown; a text too short to tell
 * its architecture is taken by what it says.
 */
export function countCpuinfo(text: string, architecture: string | null): CpuCounts {
  const logicalProcessors = logicalIn(text);
  const unknown = { sockets: null, cores: null, logicalProcessors, socketCores: null, smt: null };
  if (logicalProcessors === null) return unknown;
  if (logicalProcessors === 1) return SINGLE_PROCESSOR;
  if (architecture !== null && !PLACED.has(architecture)) return unknown;

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

/** One pass over the numbers: the text is a megabyte on the largest machines. */
function packagesIn(text: string): Map<number, Package> {
  const packages = new Map<number, Package>();
  let current: Package | undefined;
  let siblings: number | null = null;
  for (const [, name, digits] of text.matchAll(PLACEMENT)) {
    const value = Number(digits);
    switch (name) {
      case 'processor':
        current = undefined;
        siblings = null;
        break;
      case 'physical id':
        current = packages.get(value) ?? { entries: 0, coreIds: new Set(), cpuCores: null, siblings: null };
        current.entries += 1;
        current.siblings = siblings ?? current.siblings;
        packages.set(value, current);
        break;
      case 'siblings':
        siblings = value;
        if (current !== undefined) current.siblings = value;
        break;
      case 'core id':
        current?.coreIds.add(value);
        break;
      case 'cpu cores':
        if (current !== undefined) current.cpuCores = value;
        break;
    }
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
