import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { schemaFaults } from '../../../support/sections-schema.ts';

const CPU = '/sys/devices/system/cpu';
const X86 = 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu tsc apic lm\n';

/** What the kernel writes of one processor that is online. Machines here are made up, after how the kernel builds these files. */
interface Processor {
  readonly id: number;
  readonly package: number;
  readonly threads: string;
  readonly more?: Readonly<Record<string, number>>;
}

async function shape(processors: readonly Processor[], files: Readonly<Record<string, string>>) {
  const topology = processors.flatMap(({ id, package: package_, threads, more = {} }) => {
    const folder = `${CPU}/cpu${id}/topology`;
    return [
      [`${folder}/physical_package_id`, `${package_}\n`],
      [`${folder}/thread_siblings_list`, `${threads}\n`],
      ...Object.entries(more).map(([name, value]) => [`${folder}/${name}`, `${value}\n`]),
    ];
  });
  const online = processors.map(({ id }) => id).join(',');
  const tree = { ...Object.fromEntries(topology), [`${CPU}/online`]: `${online}\n`, ...files };
  const sections = await collectSections(hostTree(tree).host);
  expect(schemaFaults(sections)).toEqual([]);
  if (sections.cpu.status !== 'present') throw new Error(sections.cpu.status);
  return sections.cpu.value;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('shapes of machines', () => {
  it('IBM Z: packages repeat in each book and drawer, some processors are not configured', async () => {
    const processors = numbers(16).map((id) => ({
      id,
      package: (id >> 1) & 1,
      threads: `${id & ~1}-${id | 1}`,
      more: { book_id: (id >> 2) & 1, drawer_id: id >> 3 },
    }));
    const value = await shape(processors, {
      [`${CPU}/present`]: '0-19\n',
      '/proc/cpuinfo': 'vendor_id       : IBM/S390\n# processors    : 16\nmachine = 3931\n',
      '/proc/sysinfo': 'Manufacturer: IBM\nType: 3931\nLPAR Number: 7\nLPAR Name: PROD\n',
    });
    expect(value).toMatchObject({
      sockets: 8,
      cores: 8,
      logicalProcessors: 16,
      logicalProcessorsOffline: 4,
      virtual: true,
      model: 'IBM machine type 3931',
    });
  });

  it('a POWER partition: cores are known, packages are not', async () => {
    const processors = numbers(16).map((id) => ({
      id,
      package: -1,
      threads: id < 8 ? '0-7' : '8-15',
      more: { core_id: id & 8 },
    }));
    const cpuinfo = `${numbers(16)
      .map((id) => `processor\t: ${id}\ncpu\t\t: POWER9 (architected), altivec supported\n`)
      .join('\n')}\nplatform\t: pSeries\n`;
    expect(
      await shape(processors, {
        '/proc/cpuinfo': cpuinfo,
        '/proc/device-tree/ibm,partition-name': 'lpar1\0',
      }),
    ).toMatchObject({ sockets: null, cores: 2, smt: true, virtual: true, architecture: 'ppc64' });
  });

  it('POWER with parked threads: one thread of each core is online, numbers have gaps', async () => {
    const processors = numbers(8).map((core) => ({
      id: core * 8,
      package: core < 4 ? 0 : 16,
      threads: `${core * 8}`,
    }));
    expect(
      await shape(processors, { [`${CPU}/present`]: '0-63\n', '/proc/cpuinfo': 'platform\t: PowerNV\n' }),
    ).toMatchObject({
      sockets: 2,
      cores: 8,
      logicalProcessors: 8,
      logicalProcessorsOffline: 56,
      socketCores: [4, 4],
      smt: false,
      virtual: false,
    });
  });

  it('performance and efficiency cores in one package', async () => {
    const performance = numbers(16).map((id) => ({ id, package: 0, threads: `${id & ~1}-${id | 1}` }));
    const efficiency = numbers(8).map((id) => ({ id: id + 16, package: 0, threads: `${id + 16}` }));
    expect(await shape([...performance, ...efficiency], { '/proc/cpuinfo': X86 })).toMatchObject({
      sockets: 1,
      cores: 16,
      logicalProcessors: 24,
      smt: true,
    });
  });

  it('SMT switched off by the kernel: siblings are present and not online', async () => {
    const processors = numbers(8).map((id) => ({ id, package: id >> 2, threads: `${id}` }));
    expect(
      await shape(processors, {
        '/proc/cpuinfo': X86,
        [`${CPU}/present`]: '0-15\n',
        [`${CPU}/smt/control`]: 'forceoff\n',
      }),
    ).toMatchObject({
      sockets: 2,
      cores: 8,
      smt: false,
      smtControl: 'forceoff',
      logicalProcessorsOffline: 8,
    });
  });

  it('one thread of one core offline: it is a core all the same', async () => {
    const processors = [
      { id: 1, package: 0, threads: '1' },
      { id: 2, package: 0, threads: '2-3' },
      { id: 3, package: 0, threads: '2-3' },
    ];
    expect(await shape(processors, { '/proc/cpuinfo': X86, [`${CPU}/present`]: '0-3\n' })).toMatchObject({
      sockets: 1,
      cores: 2,
      smt: true,
      logicalProcessorsOffline: 1,
    });
  });

  it('several nodes and dies in a package: packages count, whatever their numbers', async () => {
    const processors = numbers(64).map((id) => ({
      id,
      package: id < 32 ? 3 : 36,
      threads: `${id}`,
      more: { die_id: id >> 3, core_id: id & 7 },
    }));
    expect(await shape(processors, { '/proc/cpuinfo': X86 })).toMatchObject({
      sockets: 2,
      cores: 64,
      socketCores: [32, 32],
    });
  });

  it('RISC-V by a device tree: a kernel that numbers clusters as packages says no sockets', async () => {
    const riscv = { '/proc/cpuinfo': 'processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64imafdc\n' };
    const clusters = numbers(8).map((id) => ({ id, package: id >> 2, threads: `${id}` }));
    expect(await shape(clusters, riscv)).toMatchObject({ sockets: null, cores: 8 });
    const known = clusters.map((processor) => ({ ...processor, package: 0 }));
    expect(await shape(known, riscv)).toMatchObject({ sockets: 1, cores: 8, architecture: 'riscv64' });
  });

  it('LoongArch with two threads a core', async () => {
    const processors = numbers(32).map((id) => ({ id, package: id >> 4, threads: `${id & ~1}-${id | 1}` }));
    const cpuinfo =
      'system type\t\t: generic-loongson-machine\n\nprocessor\t\t: 0\nModel Name\t\t: Loongson-3C6000\n';
    expect(await shape(processors, { '/proc/cpuinfo': cpuinfo })).toMatchObject({
      sockets: 2,
      cores: 16,
      architecture: 'loongarch64',
      model: 'Loongson-3C6000',
    });
  });

  it('ARM servers without any firmware table: a package that no cluster could be is a socket', async () => {
    const arm = { '/proc/cpuinfo': 'processor\t: 0\nCPU implementer\t: 0xc0\nCPU architecture: 8\n' };
    const processors = numbers(40).map((id) => ({ id, package: id < 20 ? 0 : 1, threads: `${id}` }));
    expect(await shape(processors, arm)).toMatchObject({ sockets: 2, cores: 40, vendor: 'Ampere' });
  });

  it('a container sees the machine: which one it is, is not said', async () => {
    const processors = numbers(4).map((id) => ({ id, package: 0, threads: `${id}` }));
    expect(await shape(processors, { '/proc/cpuinfo': X86, '/.dockerenv': '' })).toMatchObject({
      cores: 4,
      virtual: null,
      installedCores: null,
    });
  });
});
